<?php
// The calls of calls.json through php-curl.
[, $host, $port, $user, $password, $calls] = $argv;
foreach (json_decode(file_get_contents($calls)) as $number => $call) {
    $curl = curl_init("http://$host:$port/");
    curl_setopt_array($curl, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_USERPWD => "$user:$password",
        CURLOPT_POSTFIELDS => json_encode(['jsonrpc' => '2.0', 'id' => $number, 'method' => $call->method, 'params' => $call->params]),
        CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    ]);
    $reply = json_decode(curl_exec($curl));
    if ($reply === null || $reply->id !== $number) {
        echo "$call->name\tbroken\t", curl_error($curl), "\n";
    } elseif (isset($reply->error)) {
        echo "$call->name\terror\t", json_encode($reply->error), "\n";
    } else {
        echo "$call->name\tok\t", json_encode($reply->result), "\n";
    }
}
