<?php
// Asks for addresses through php-curl until so many are answered: one line an answer, then how many calls that took.
[, $host, $port, $user, $password, $wanted] = $argv;
$curl = curl_init("http://$host:$port/");
for ($calls = $answered = 0; $answered < $wanted && $calls < 100 * $wanted;) {
    $calls++;
    curl_setopt_array($curl, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_USERPWD => "$user:$password",
        CURLOPT_POSTFIELDS => json_encode(['jsonrpc' => '2.0', 'id' => $calls, 'method' => 'addrequest', 'params' => ['0.001', "order $answered"]]),
        CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    ]);
    $reply = json_decode((string) curl_exec($curl));
    if (isset($reply->result->address)) {
        $answered++;
        echo "address\t{$reply->result->address}\n";
    } else {
        echo "failed\t", json_encode($reply->error->message ?? curl_error($curl)), "\n";
        usleep(200000);
    }
}
echo "calls\t$calls\n";
