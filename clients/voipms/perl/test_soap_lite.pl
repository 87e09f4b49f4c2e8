#!/usr/bin/env perl
# Lists, orders, shows and cancels a number through SOAP::Lite 1.27, in the way of the module VOIP::MS:
# one hash for all parameters.
#
#     apt-get install libsoap-lite-perl
#     tandem demo &
#     perl test_soap_lite.pl http://127.0.0.1:8080
#
# Ends with 0 when everything was as it should be. The number ordered here is not one of the other
# clients', so that all of them can run against one demo.
use strict;
use warnings;
use utf8;
use SOAP::Lite;

my $DID            = '5552223388';
my $SOMEBODY_ELSES = '5559990001';

@ARGV == 1 or die "usage: perl test_soap_lite.pl http://127.0.0.1:8080\n";
( my $base = $ARGV[0] ) =~ s{/+$}{};
my $soap = SOAP::Lite->uri('urn://voip.ms')->proxy("$base/api/v1/server.php");

sub check {
    my ( $holds, $what ) = @_;
    $holds or die "SOAP::Lite: $what\n";
}

sub run {
    my ( $function, %params ) = @_;
    my %login  = ( api_username => 'demo@example.com', api_password => 'demo-voipms-password' );
    my $answer = $soap->call( $function => { %login, %params } );
    check( !$answer->fault, "$function: " . ( $answer->faultstring // '' ) );
    my $result = $answer->result;
    check( ref $result eq 'HASH', "$function did not answer a map" );
    check( $result->{status} eq 'success' || $result->{message}, "$function gave no message" );
    return $result;
}

sub own { return @{ run( getDIDsInfo => did => shift )->{dids} // [] } }

check( run('getBalance')->{balance}{current_balance} =~ /^\d+\.\d{6}$/, 'the balance' );
check( run( getBalance => api_password => 'wrong' )->{status} eq 'invalid_credentials', 'a wrong password' );
check( run( cancelDID => did => $SOMEBODY_ELSES )->{status} eq 'invalid_did', 'a number of somebody else' );

my @rows = @{ run( getDIDsUSA => state => 'IL', ratecenter => 'SPRINGFIELD' )->{dids} };
my ($row) = grep { $_->{did} eq $DID } @rows;
check( $row, "$DID is not for sale; start the demo --fresh" );
check( $row->{flat_monthly} eq '4.95' && $row->{sms} == 1, 'the row' );

my %order = (
    did          => $DID,
    routing      => 'account:100001_VoIP',
    pop          => 5,
    dialtime     => 60,
    cnam         => 1,
    note         => 'Été <50/50> & more',
    billing_type => 2,
);
check( run( orderDID => %order, test => 'true' )->{status} eq 'success_test', 'a rehearsal' );
check( !own($DID), 'a dry run bought the number' );
check( run( orderDID => %order )->{status} eq 'success', 'the order' );
check( run( orderDID => %order )->{status} eq 'did_in_use', 'a second order' );
my ($mine) = own($DID);
check( $mine->{$_} eq $order{$_}, "$_ is $mine->{$_}" ) for qw(routing pop dialtime cnam note billing_type);
check( run( cancelDID => did => $DID )->{status} eq 'success', 'cancelling' );
check( !own($DID), "$DID is still shown after cancelDID" );

# A no is a no, and what is missing is said by the answer.
my $mailbox = '10000177';
my %box     = (
    digits            => '77',
    name              => 'SOAP::Lite',
    password          => '3141',
    skip_password     => '0',
    email             => 'jane@example.com',
    timezone          => 'America/New_York',
    play_instructions => 'u',
    language          => 'en',
);
my @words = qw(attach_message delete_message say_time say_callerid);
for my $answer (qw(no yes)) {
    my $made = run( createVoicemail => %box, map { $_ => $answer } @words );
    check( $made->{status} eq 'success', "a mailbox: $made->{status}" );
    my ($row) = @{ run( getVoicemails => mailbox => $mailbox )->{voicemails} };
    check( $row->{$_} eq $answer, "$_ is $row->{$_}" ) for @words;
    check( run( delVoicemail => mailbox => $mailbox )->{status} eq 'success', 'no mailbox' );
}
check( run('cancelDID')->{status} eq 'missing_did', 'no number' );
check( run( orderDID => did => $DID )->{status} eq 'missing_routing', 'no routing' );

my $sub = run(
    createSubAccount   => username => 'Perl',
    protocol           => 1,
    auth_type          => 1,
    password           => 'a-Str0ng.one',
    device_type        => 2,
    lock_international => 1,
    international_route => 1,
    music_on_hold      => 'default',
    allowed_codecs     => 'ulaw;gsm',
    dtmf_mode          => 'auto',
    nat                => 'yes',
);
check( $sub->{account} eq '100001_Perl', 'a sub-account' );
my ($shown) = @{ run( getSubAccounts => account => $sub->{account} )->{accounts} };
check( $shown->{allowed_codecs} eq 'ulaw;gsm', 'its codecs' );
check( run( getRegistrationStatus => account => $sub->{account} )->{registered} eq 'no', 'nobody is logged in' );
check( run( delSubAccount => id => $sub->{id} )->{status} eq 'success', 'no sub-account' );
my %day  = ( date_from => '2014-03-30', date_to => '2014-03-30', timezone => '-5' );
my $cdr  = run( getCDR => %day, answered => 1, noanswer => 1, busy => 1, failed => 1 )->{cdr};
my @ends = map { $_->{disposition} } @$cdr;
check( "@ends" eq 'NO ANSWER BUSY ANSWERED', "the calls: @ends" );

my $unknown = $soap->call( noSuchThing => {} );
check( ( $unknown->faultstring // '' ) eq q(Procedure 'noSuchThing' not present), 'an unknown function' );
print "SOAP::Lite $SOAP::Lite::VERSION: ordered, showed and cancelled $DID\n";
