<?php
/**
 * Follows the provider's document from top to bottom through PHP's own SoapClient and our WSDL: every function
 * with the document's own example values, and the keys that it names in each answer.
 *
 *     tandem demo --fresh &
 *     php document_soap.php http://127.0.0.1:8080
 *
 * Wants a demo of its own: what the document deletes is there once.
 */

const FACTS = __DIR__ . "/../../../crates/dialects/voipms/contract/document.txt";

/** The lines that say something, each with those that go on with it. */
function facts(): array
{
    $text = preg_replace('/\n {6}/', " ", preg_replace('/^#.*\n/m', "", file_get_contents(FACTS)));
    return array_filter(explode("\n", $text));
}

/** Keys up to the bracket that closes them, each with those below it and whether it is always there. */
function members(array &$words): array
{
    $keys = [];
    while (($word = array_shift($words)) !== null && !in_array($word, ["]", "}"], true)) {
        $name = rtrim(rtrim(ltrim($word, "-"), "?"), "#");
        $below = preg_match('/[[{]$/', $name) ? members($words) : [];
        $keys[rtrim($name, "[]{")] = [$below, $word[0] !== "-" && !str_ends_with($word, "?")];
    }
    return $keys;
}

/** What an answer, or the first row of a list, lacks or has elsewhere. */
function differs(mixed $answer, array $keys): ?string
{
    $row = is_array($answer) && array_is_list($answer) ? ($answer[0] ?? null) : $answer;
    if (!is_array($row)) {
        return json_encode($row) . " has no keys";
    }
    $found = array_values(array_diff(array_keys($row), ["status"]));
    $needed = array_keys(array_filter($keys, fn($key) => $key[1]));
    $ordered = array_values(array_intersect(array_keys($keys), $found));
    if ($found !== $ordered || array_diff($needed, $found) !== []) {
        return json_encode($found) . " are not " . json_encode($needed);
    }
    foreach ($keys as $name => [$below]) {
        $fault = $below && isset($row[$name]) ? differs($row[$name], $below) : null;
        if ($fault !== null) {
            return $fault;
        }
    }
    return null;
}

/** What is said of the functions: calls, and what stands behind the status. */
function functions(): array
{
    $functions = [];
    foreach (facts() as $line) {
        [$word, $rest] = explode(" ", trim($line), 2) + [1 => ""];
        if ($line[0] !== " ") {
            $functions[$function = $line] = [[], []];
        } elseif ($word === "call" || $word === "also") {
            parse_str($rest, $functions[$function][0][]);
        } elseif ($word === "give") {
            $words = preg_split('/\s+/', $rest);
            $functions[$function][1] = members($words);
        }
    }
    return $functions;
}

if ($argc !== 2) {
    fwrite(STDERR, "usage: php document_soap.php http://127.0.0.1:8080\n");
    exit(2);
}
ini_set("soap.wsdl_cache_enabled", "0");
$client = new SoapClient(rtrim($argv[1], "/") . "/api/v1/server.wsdl");
$login = ["api_username" => "demo@example.com", "api_password" => "demo-voipms-password"];
[$functions, $calls] = [functions(), 0];
foreach ($functions as $function => [$all, $keys]) {
    foreach ($all as $params) {
        $answer = $client->__soapCall($function, [$login + $params]);
        $expected = isset($params["test"]) ? "success_test" : "success";
        $fault = $answer["status"] === $expected ? null : json_encode($answer);
        $fault ??= $expected === "success" ? differs($answer, $keys) : null;
        if ($fault !== null) {
            fwrite(STDERR, "PHP SoapClient: $function " . json_encode($params) . ": $fault\n");
            exit(1);
        }
        $calls++;
    }
}
echo "PHP ", PHP_VERSION, " SoapClient: followed the document through ", count($functions), " functions, $calls calls\n";
