"""Types the commands that the documents of api19, Anveo and DialogTech print, with curl and another host.

    tandem demo --fresh &
    python test_transcripts.py http://127.0.0.1:8080

Each transcript is what is typed behind `curl`, with $B for the host, and what the answer must look like, as a regular
expression. They are typed in this order, on a fresh demo. Ends with 0 when everything was as it should be.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

TEN = r"\d{10}"
OK = r'\{"status":"ok"'
DONE = r"<result>success</result>"
SAMPLE = (r'\{"status":"ok","data":\{"success":\[7208017777\],"errors":\[7209998888\],'
          r'"verbose_errors":\["7209998888 - failed p data check"\]\}\}$')
UUID = r'\{"status":"ok","uuid":"s-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-\d{8}"\}$'

API19 = [
    # The page "Complete Order Cart", as it is printed: a form, and an address without its question mark.
    ("-X POST $B/dids/cart/complete -d 'call_flow_id=call_flow_id' -d 'key=api_key'", SAMPLE),
    ("'$B/dids/cart/complete&callflow=callflowid&key=apitoken'", r'\{"status":"error","error":"cart is empty"\}$'),
    ("$B/dids/cart/add -d number=5552223300 -d key=api_key", OK),
    ("'$B/dids/cart/delete?number=5552223300&key=api_key'", OK),
    ("'$B/dids/cart/delete?number=5552223300&key=api_key'", "number not in cart"),
    ("'$B/dids/available/list?npa=303&quantity=2&key=api_key'", rf'{OK},"data":\[\{{"number":"303\d{{7}}"'),
    ("-u any:api_key '$B/dids/available/list?state=tf'", rf'{OK},"data":\[\{{"number":"8\d{{9}}"'),
    ("$B/dids/order/list -d 'dids=[5552223301,5551234567]' -d callflow=444 -d notes=x -d key=api_key",
     r'"errors":\{"5551234567":"already owned"\},"success":\{"5552223301":"yes"\},"cart_order":"\d+"\}$'),
    ("$B/dids/order/list -d 'dids=[1,' -d key=api_key", "json in dids is invalid"),
    ("$B/dids/tfoffnet/order -d 'dids=8003332222,3334443333' -d key=api_key", "3334443333 is not a tollfree number"),
    ("'$B/dids/callflow/change?number=5552223301&call_flow_id=444&key=api_key'", rf'{OK}\}}$'),
    ("'$B/dids/callflow/change?did=5552223301&call_flow_id=0&key=api_key'", "invalid callflow"),
    ("$B/dids/callflow/update -d call_flow_id=444 -d e164=yes -d ip_address_1=203.0.113.7 -d key=api_key", OK),
    ("$B/dids/set/callurl -d did=5552223301 -d url=https://example.com/answer -d key=api_key", rf'{OK}\}}$'),
    ("$B/dids/my/callurl -d did=5552223301 -d url=none -d key=api_key", rf'{OK}\}}$'),
    ("$B/sms/send -d source=8574884828 -d destination=8577884821 --data-urlencode 'message=hey & you' -d key=api_key", UUID),
    ("$B/sms/send -d source=8574884828 -d destination=2125550100 -d message=x -d key=api_key", "invalid destination"),
    ("'$B/cdrs/download/csv?record_type=sms&startdate=07/15/2024&enddate=07/15/2024&key=api_key'",
     "^date,your_cost,submaster_id,user_id,submaster_cost,user_cost,surcharge,src,dst,message,direction,alpha,msg_type,uuid\n$"),
    ("$B/lnp/portability/check -d numbers=3035551111 -d key=api_key", r'\{"status":"ok","data":\{"message":"'),
    ("$B/fax/create -F source=5551234567 -F destination=3035550102 -F anyname=@a.pdf -F key=api_key", r'"fax_id":"\d+"'),
    ("-H 'Content-Type: application/json' -d '{\"key\":\"api_key\",\"source\":5551234567,\"destination\":3035550102,"
     "\"files\":[\"http://10.0.0.1/a.jpg\"]}' $B/fax/create", "which is not a public address"),
    ("'$B/fax/list?date_from=2024-05-03%2000:00:00&limit=1&key=api_key'", r'"send_status":"queued"'),
    ("$B/ra/company/create -d name=Moo -d home_state=Colorado -d entity_type=LLC -d key=api_key", OK),
    ("$B/campaigns/tollfree/submit -d did=8003332222 -d key=api_key", "is required"),
    ("'$B/lookup/number?number=3035551212&key=api_key'", rf'{OK},"data":\{{"number":"3035551212"'),
    ("'$B/dids/cart/list?key=wrong'", r'\{"status":"error","error":"not logged in"\}$'),
    ("'$B/dids/cart/list?key='", r'\{"status":"error","error":"invalid key","verbose":"none"\}$'),
]


def anveo(action, *values):
    """A request as Anveo's pages print one, posted to the address that they print."""
    rows = "".join(f'<PARAMETER NAME="{name}">{value}</PARAMETER>' for name, value in values)
    document = ('<?xml version="1.0" standalone="no" ?><REQUEST><USERTOKEN><USERKEY>YOURAPIKEY</USERKEY></USERTOKEN>'
                f'<ACTION NAME="{action}">{rows}</ACTION></REQUEST>')
    return f"-H 'Content-Type: application/xml' -d {shlex.quote(document)} $B/api/v3.asp"


ANVEO = [
    # The page "DID.ORDER", a dry run first, and then as it is printed.
    (anveo("DID.ORDER", ("DID_TYPE", "GEOGRAPHIC"), ("AREA_ID", "123.123.123.123.123.123.123.123.123"),
           ("QUANTITY", "1"), ("TEST", "TRUE")), "<RESULT>SUCCESS</RESULT>"),
    (anveo("DID.ORDER", ("DID_TYPE", "GEOGRAPHIC"), ("AREA_ID", "123.123.123.123.123.123.123.123.123"),
           ("RATE_PLAN_ID", "SU"), ("QUANTITY", "1"), ("TITLE", "ABCDEF")), rf'<RESULT>SUCCESS</RESULT>[\s\S]*E164="1212\d{{7}}"'),
    (anveo("ANVEO.COUNTRIES.LIST", ("DID_TYPE", "GEOGRAPHIC")), r"<COUNTRY\s+[^>]+/>"),
    (anveo("DID.LIST", ("FILTER.E164", "15551234567")), r'E164="15551234567"'),
    (anveo("DID.UPDATE", ("FILTER.E164", "15551234567"), ("CALL_FORWARD_TYPE", "PHONE"),
           ("CALL_FORWARD_TO", "13055550101")), "<RESULT>SUCCESS</RESULT>"),
    (anveo("DID.MOVE", ("E164", "15551234567"), ("TO_ACCOUNT_NUMBER", "1234567895")), 'ACCOUNT_NUMBER="1234567895"'),
    (anveo("DID.CANCEL", ("E164", "15551234567")), "<RESULT>ERROR</RESULT>"),
    (anveo("DID.MOVE", ("E164", "15551234567"), ("ACCOUNT_NUMBER", "1234567895"), ("TO_ACCOUNT_NUMBER", "100001")),
     "<RESULT>SUCCESS</RESULT>"),
    (anveo("DID.CANCEL", ("E164", "15551234567"), ("TEST", "TRUE")), "<RESULT>SUCCESS</RESULT>"),
    (anveo("ACCOUNT.GETBALANCE"), r"<RESULT>\d+\.\d+</RESULT>"),
    (anveo("DIAL.CONNECT", ("PHONENUMBER", "13055550101"), ("DESTPHONENUMBER", "13055550102")), 'NAME="REQUESTID"'),
    ("'$B/api/v2.asp?USERKEY=YOURAPIKEY&ACTION=ACCOUNT.GETBALANCE'", r"<RESULT>\d+\.\d+</RESULT>"),
    ("'$B/api/v1.asp?apikey=YOURAPIKEY&action=sms&from=18574884828&destination=18577884821&message=hello'",
     r"^result=success\^error=\^parts=1\^fee="),
    ("'$B/api/v1.asp?apikey=YOURAPIKEY&action=cnam&e164=13035551212'", r"\S"),
]

KEYS = "access_key=foo&secret_access_key=bar"


def dialogtech(action, rest=""):
    """A query as DialogTech's pages build it: every pair behind an ampersand, the first one too."""
    return f"'$B/ibp_api.php?&action={action}&{KEYS}{rest}'"


DIALOGTECH = [
    # The page "Number Order", as it is printed.
    (dialogtech("numbers.order", "&type=local&search=555&quantity=3&fill_quantity=1"),
     rf"^<\?xml [\s\S]*<!DOCTYPE response [\s\S]*{DONE}[\s\S]*<quantity>3</quantity>\s*<numbers>(\s*<number>555\d{{7}}</number>){{3}}\s*</numbers>"),
    (dialogtech("numbers.search", "&type=local&value=555&quantity=2"), "<quantity>2</quantity>"),
    (dialogtech("numbers.order", "&type=local&quantity=1&fill_quantity=1"), "Parameter search is required"),
    (dialogtech("numbers.order", "&type=local&search=555&quantity=26&fill_quantity=1"), "Invalid quantity"),
    (dialogtech("addons.list"), "<item_id>6</item_id>"),
    (dialogtech("addons.purchase", "&item_id=6&qty=2"), DONE),
    (dialogtech("routing.update_label", "&phone_number=5551234567&description=Desk"), "phone number description updated"),
    (dialogtech("routing.configure", "&phone_number=5551234567&routing_type=transfer&parameter1=3055550101"), DONE),
    (dialogtech("routing.numbers", "&format=csv"), "Desk,5551234567"),
    (dialogtech("sms.register_number", "&number=8574884828&dlr_url=https://example.com/dlr"), r"\[8574884828\] Registered"),
    (dialogtech("sms.unregister_number", "&number=8574884828"), r"\[8574884828\] Unregistered"),
    (dialogtech("registerednumbers.add", "&phone=3055550155&description=Desk"), DONE),
    (dialogtech("report.call_detail", "&start_date=20140330&end_date=20140330&format=csv&ani=1&dnis=1"), "^dnis,ani\r?\n"),
    (dialogtech("clickto.call", "&type=1&id=5551234567&phone_to_call=3055550101"), "<status>waiting</status>"),
    (dialogtech("verifymenow.verify", "&verify_id=1&phone_number=3055550101&pin=1234"), "<status>waiting</status>"),
    ("-F action=numbers.search -F api_key=foo:bar -F type=tollfree -F quantity=1 $B/ibp_api.php", rf"<number>8\d{{9}}</number>"),
    ("'$B/ibp_api.php?&action=addons.list&api_key=wrong'", "<result>failed</result>[\\s\\S]*Invalid api_key"),
]


def typed(base, command, directory):
    words = [word.replace("$B", base) for word in shlex.split(command)]
    done = subprocess.run(["curl", "-sS", *words], cwd=directory, capture_output=True, timeout=60, check=True)
    return done.stdout.decode()


def main(base):
    faults = []
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, "a.pdf").write_bytes(b"%PDF-1.4\n")
        for command, expected in API19 + ANVEO + DIALOGTECH:
            answer = typed(base, command, directory)
            if not re.search(expected, answer):
                faults.append(f"curl {command}\n  expected {expected}\n  got      {answer.strip()[:600]}")
    if faults:
        sys.exit("\n".join(faults))
    print(f"curl: {len(API19 + ANVEO + DIALOGTECH)} commands of three documents, everything as it should be")


if __name__ == "__main__":
    main(sys.argv[1])
