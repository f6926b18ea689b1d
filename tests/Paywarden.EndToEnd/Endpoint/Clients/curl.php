<?php
// The calls of a file through php-curl.
[, $host, $port, $user, $password, $calls] = $argv;

function outcome($reply) {
    return isset($reply->error) ? ['error', $reply->error] : ['ok', $reply->result];
}

foreach (json_decode(file_get_contents($calls)) as $number => $call) {
    $request = fn ($member, $n) => ['jsonrpc' => '2.0', 'id' => "$number.$n", 'method' => $member->method, 'params' => $member->params];
    $body = isset($call->batch) ? array_map($request, $call->batch, array_keys($call->batch)) : $request($call, 0);
    $curl = curl_init("http://$host:$port/");
    curl_setopt_array($curl, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_USERPWD => "$user:$password",
        CURLOPT_POSTFIELDS => json_encode($body),
        CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    ]);
    $reply = json_decode(curl_exec($curl));
    $first = is_array($reply) ? $reply[0] : $reply;
    if ($first === null || $first->id !== "$number.0") {
        echo "$call->name\tbroken\t", json_encode(curl_error($curl)), "\n";
    } else {
        [$kind, $value] = is_array($reply) ? ['ok', array_map('outcome', $reply)] : outcome($reply);
        echo "$call->name\t$kind\t", json_encode($value), "\n";
    }
}
