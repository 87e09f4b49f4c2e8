<?php
/**
 * Lists, orders, shows and cancels a number through PHP's own SoapClient: once without a WSDL, in
 * SOAP 1.2 and with one array for all parameters, as the provider's sample class for PHP 5 does, and
 * once with our WSDL.
 *
 *     apt-get install php-cli php-soap
 *     tandem demo &
 *     php test_soap.php http://127.0.0.1:8080
 *
 * Ends with 0 when everything was as it should be. The numbers ordered here are not those of the
 * other clients, so that all of them can run against one demo.
 */

const SPARE = ["5552223366", "5552223377"];
// Two milliseconds of silence: a WAV file of 8000 samples a second, 16 bits each.
const SILENCE = "UklGRkQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YSAAAAAA"
    . "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";
const SOMEBODY_ELSES = "5559990001";

function check(bool $holds, string $what, mixed $found = null): void
{
    if (!$holds) {
        fwrite(STDERR, "PHP SoapClient: $what" . ($found === null ? "" : ": " . json_encode($found)) . "\n");
        exit(1);
    }
}

/** A call of a function with these parameters, by whichever client. */
function run(SoapClient $client, string $function, array $params = [], string $password = "demo-voipms-password"): array
{
    $login = ["api_username" => "demo@example.com", "api_password" => $password];
    $answer = $client->__soapCall($function, [$login + $params]);
    check(is_array($answer), "$function did not answer a map", $answer);
    return $answer;
}

function status(SoapClient $client, string $function, array $params = [], string $password = "demo-voipms-password"): string
{
    $answer = run($client, $function, $params, $password);
    check($answer["status"] === "success" || $answer["message"] !== "", "$function gave no message", $answer);
    return $answer["status"];
}

function own(SoapClient $client, string $did): array
{
    $answer = run($client, "getDIDsInfo", ["did" => $did, "client" => ""]);
    return $answer["dids"] ?? [];
}

function buy(SoapClient $client, string $did): void
{
    $balance = run($client, "getBalance", ["advanced" => false]);
    check(preg_match('/^[0-9]+\.[0-9]{6}$/', $balance["balance"]["current_balance"]) === 1, "the balance", $balance);
    check(run($client, "getIP")["ip"] === "127.0.0.1", "the address of the caller");

    check(status($client, "getBalance", [], "wrong") === "invalid_credentials", "a wrong password");
    check(status($client, "getDIDsUSA", ["state" => ""]) === "missing_state", "no state");
    check(status($client, "cancelDID", ["did" => SOMEBODY_ELSES]) === "invalid_did", "somebody else's number");
    check(status($client, "getInvoice") === "method_maintenance", "what is not supported yet");

    $rows = run($client, "getDIDsUSA", ["state" => "IL", "ratecenter" => "SPRINGFIELD"])["dids"];
    $rows = array_column($rows, null, "did");
    check(isset($rows[$did]), "$did is not for sale; start the demo --fresh");
    check($rows[$did]["flat_monthly"] === "4.95" && $rows[$did]["sms"] === 1, "the row", $rows[$did]);

    $order = [
        "did" => $did, "routing" => "account:100001_VoIP", "failover_busy" => "", "failover_unreachable" => "fwd:1521",
        "failover_noanswer" => "", "voicemail" => 101, "pop" => 5, "dialtime" => 60, "cnam" => false,
        "callerid_prefix" => "", "note" => "Été <50/50> & more", "billing_type" => "2",
    ];
    check(status($client, "orderDID", $order + ["test" => true]) === "success_test", "a rehearsal");
    check(status($client, "orderDID", $order + ["test" => "true"]) === "success_test", "a rehearsal in words");
    check(own($client, $did) === [], "a dry run bought the number");
    check(run($client, "orderDID", $order + ["test" => "false"]) === ["status" => "success"], "the order");
    check(status($client, "orderDID", $order) === "did_in_use", "a second order");
    [$row] = own($client, $did);
    foreach (["routing", "failover_unreachable", "note", "billing_type"] as $key) {
        check($row[$key] === $order[$key], $key, $row);
    }
    check([$row["pop"], $row["voicemail"], $row["cnam"]] === ["5", "101", "0"], "the settings", $row);
    check(status($client, "cancelDID", ["did" => $did]) === "success", "cancelling");
    check(own($client, $did) === [], "$did is still shown after cancelDID");
}

/** A no is a no, as a word or as a value of PHP's, and what is missing is said by the answer. */
function flags(SoapClient $client): void
{
    $mailbox = "10000177";
    $box = [
        "digits" => "77", "name" => "PHP", "password" => "3141", "skip_password" => "0",
        "email" => "jane@example.com", "timezone" => "America/New_York", "play_instructions" => "u", "language" => "en",
    ];
    $words = ["attach_message", "delete_message", "say_time", "say_callerid"];
    foreach (["no", false, "0", "yes", true, "1"] as $turn => $answer) {
        $made = run($client, "createVoicemail", $box + array_fill_keys($words, $answer));
        check($made["status"] === "success", "a mailbox", $made);
        [$row] = run($client, "getVoicemails", ["mailbox" => $mailbox])["voicemails"];
        check(status($client, "delVoicemail", ["mailbox" => $mailbox]) === "success", "no mailbox");
        $expected = array_fill_keys($words, $turn < 3 ? "no" : "yes");
        check(array_intersect_key($row, $expected) == $expected, "what became of " . json_encode($answer), $row);
    }
    $perhaps = $box + array_fill_keys($words, "perhaps");
    check(status($client, "createVoicemail", $perhaps) === "invalid_attachmessage", "neither yes nor no");

    check(status($client, "cancelDID") === "missing_did", "no number");
    check(status($client, "orderDID", ["did" => SPARE[0]]) === "missing_routing", "no routing");
    check(status($client, "delRingGroup") === "missing_ringgroup", "no ring group");
    foreach (["did", "DID"] as $spelling) {
        $portable = run($client, "getPortability", [$spelling => "5552341234"]);
        check($portable["status"] === "success", "a number for porting, by $spelling", $portable);
    }
    foreach (["ringgroup", "ring_group"] as $spelling) {
        $groups = run($client, "getRingGroups", [$spelling => "4768"])["ring_groups"];
        check(array_column($groups, "ring_group") === ["4768"], "a ring group, by $spelling", $groups);
    }
}

/** A sub-account and a recording are made, shown and removed; the demo's calls of a day are listed. */
function objects(SoapClient $client): void
{
    $made = run($client, "createSubAccount", [
        "username" => "Soap", "protocol" => 1, "auth_type" => 1, "password" => "a-Str0ng.one", "device_type" => 2,
        "lock_international" => 1, "international_route" => 1, "music_on_hold" => "default",
        "allowed_codecs" => "ulaw;gsm", "dtmf_mode" => "auto", "nat" => "yes", "max_expiry" => 600,
    ]);
    check($made["status"] === "success" && $made["account"] === "100001_Soap", "a sub-account", $made);
    [$row] = run($client, "getSubAccounts", ["account" => $made["account"]])["accounts"];
    check([$row["allowed_codecs"], $row["max_expiry"]] === ["ulaw;gsm", "600"], "its settings", $row);
    $status = run($client, "getRegistrationStatus", ["account" => $made["account"]]);
    check([$status["registered"], $status["registrations"]] === ["no", []], "nobody is logged in", $status);
    check(status($client, "delSubAccount", ["id" => $made["id"]]) === "success", "no sub-account");
    check(status($client, "getSubAccounts", ["account" => $made["account"]]) === "invalid_account", "it has gone");

    $made = run($client, "setRecording", ["file" => SILENCE, "name" => "silence"]);
    check($made["status"] === "success", "a recording", $made);
    $only = ["recording" => $made["recording"]];
    check(run($client, "getRecordings", $only)["recordings"][0]["description"] === "silence", "its name");
    check(run($client, "getRecordingFile", $only)["recordings"]["data"] === SILENCE, "its sound");
    check(status($client, "delRecording", $only) === "success", "no recording");

    $cdr = run($client, "getCDR", [
        "date_from" => "2014-03-30", "date_to" => "2014-03-30", "timezone" => "-5",
        "answered" => true, "noanswer" => true, "busy" => true, "failed" => true,
    ])["cdr"];
    check(array_column($cdr, "disposition") === ["NO ANSWER", "BUSY", "ANSWERED"], "the calls", $cdr);
}

function faults(SoapClient $client): void
{
    try {
        $client->__soapCall("noSuchThing", [[]]);
        check(false, "an unknown function was answered");
    } catch (SoapFault $fault) {
        $known = ["Procedure 'noSuchThing' not present", "Function (\"noSuchThing\") is not a valid method for this service"];
        check(in_array($fault->getMessage(), $known, true), "the fault", $fault->getMessage());
    }
}

if ($argc !== 2) {
    fwrite(STDERR, "usage: php test_soap.php http://127.0.0.1:8080\n");
    exit(2);
}
$api = rtrim($argv[1], "/") . "/api/v1";
ini_set("soap.wsdl_cache_enabled", "0");
$plain = new SoapClient(null, [
    "location" => "$api/server.php", "uri" => "urn://voip.ms", "soap_version" => SOAP_1_2,
]);
$described = new SoapClient("$api/server.wsdl");
check(count($described->__getFunctions()) === 226, "the functions of the WSDL", count($described->__getFunctions()));
foreach ([$plain, $described] as $turn => $client) {
    buy($client, SPARE[$turn]);
    flags($client);
    objects($client);
    faults($client);
}
echo "PHP ", PHP_VERSION, " SoapClient: ordered, showed and cancelled ", implode(" and ", SPARE), "\n";
