//! The actions of the provider that are known and not supported yet.

use tandem_gateway::Spec;

const fn action(section: &'static str, name: &'static str, about: &'static str) -> Spec {
    Spec { name, section, about, params: &[] }
}

/// Actions of the XML interface.
pub(super) static ACTIONS: [Spec; 14] = [
    action("Inventory", "ANVEO.COUNTRIES.LIST", "shows the countries that have DIDs"),
    action("Inventory", "ANVEO.STATES.LIST", "shows the states of a country"),
    action("Inventory", "ANVEO.AREAS.LIST", "shows areas with their stock and rate plans"),
    action("DID", "DID.UPDATE", "sets where DIDs and their messages go"),
    action("DID", "DID.MOVE", "moves a DID to another sub-account"),
    action("Accounts", "SUBACCOUNT.CREATE", "opens a sub-account"),
    action("Accounts", "SUBACCOUNT.DELETE", "closes a sub-account"),
    action("Accounts", "ACCOUNT.GETBALANCE", "tells the balance"),
    action("Calls", "DIAL.CALLFLOW", "calls a number and runs a call flow"),
    action("Calls", "DIAL.CALLFLOW.GETRESULT", "tells what such a call flow ended in"),
    action("Calls", "DIAL.CONNECT", "connects two numbers"),
    action("Calls", "DIAL.GETSTATUS", "tells how far a call is"),
    action("Calls", "CALLFLOW.VARIABLES.PRESET", "sets variables of a call flow beforehand"),
    action("Calls", "CALLFLOW.PRESETVARIABLES", "the same under the name some pages use"),
];

/// Actions of the text gateway, version 1.
pub(super) static TEXT_ACTIONS: [Spec; 2] = [
    action("Text gateway", "sms", "sends a text message"),
    action("Text gateway", "cnam", "looks up the name of a caller"),
];
