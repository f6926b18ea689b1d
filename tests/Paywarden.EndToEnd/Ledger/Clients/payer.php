<?php
// A shop that pays with payto and broadcast through php-curl over one kept connection, each again with the same bytes until it is answered:
// one line a payment, its key and what broadcast said.
[, $host, $port, $user, $password, $orders] = $argv;
$later = [-32013, -32020, -32021, -32022, -32035];
$curl = curl_init("http://$host:$port/");

function until_answered($curl, $user, $password, $later, $method, $params) {
    $body = json_encode(['id' => 1, 'method' => $method, 'params' => $params]);
    while (true) {
        curl_setopt_array($curl, [
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_USERPWD => "$user:$password",
            CURLOPT_POSTFIELDS => $body,
            CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
        ]);
        $text = curl_exec($curl);
        $reply = $text === false ? null : json_decode($text);
        if (isset($reply->result)) {
            return $reply->result;
        }
        if (isset($reply->error) && !in_array($reply->error->code, $later)) {
            fwrite(STDERR, "$method: $text\n");
            exit(1);
        }
        usleep(100000);
    }
}

foreach (json_decode(file_get_contents($orders)) as $order) {
    $built = until_answered($curl, $user, $password, $later, 'payto', ['destination' => $order->address, 'amount' => $order->amount]);
    $sent = until_answered($curl, $user, $password, $later, 'broadcast', ['tx' => $built->hex]);
    echo "$order->key\t", json_encode($sent), "\n";
}
