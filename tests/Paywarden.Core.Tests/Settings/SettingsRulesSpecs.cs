using static Paywarden.Settings.SettingsFixture;

namespace Paywarden.Settings;

public sealed class SettingsRulesSpecs
{
    [Theory]
    [InlineData("rpc.max-bdy = 1 MiB", "my.conf:6 paywarden.rpc.max-bdy: unknown key; did you mean paywarden.rpc.max-body?")]
    [InlineData("rpc.data-dir = x", "did you mean paywarden.node.data-dir?")]
    [InlineData("log.colour = x", "unknown key; known here: level, rotate-at, keep")]
    [InlineData("rpc.max-batch = many", "my.conf:6 paywarden.rpc.max-batch = many: must be a whole number")]
    [InlineData("rpc.max-body = 5s", "must be a size with its unit")]
    [InlineData("rpc.drain = 10", "must be a duration with its unit")]
    [InlineData("rpc.drain = 1 MiB", "must be a duration with its unit")]
    [InlineData("rpc.users.bchrpc.rate = 5", "must be a rate with its unit")]
    [InlineData("rpc.insecure = yes", "must be true or false")]
    [InlineData("rpc.listen = [a]", "must be a text")]
    [InlineData("rpc.users.bchrpc.allow = read", "must be a list")]
    [InlineData("rpc = 5", "paywarden.rpc = 5: must be keys in braces")]
    [InlineData("node.name = Shop", "names are 1 to 40")]
    [InlineData("wallets.\"my wallet\" { dialect = simulator }", "names are 1 to 40")]
    [InlineData("rpc.users.Shop { password = x }", "names are 1 to 40")]
    [InlineData("node.on-stop = restart", "must be stop or keep")]
    [InlineData("node.data-dir = \"\"", "must name a directory")]
    [InlineData("storage.provider = mysql", "must be sqlite or postgresql")]
    [InlineData("storage.provider = postgresql", "paywarden.storage.connection-string = \"\": postgresql needs it")]
    [InlineData("storage.connection-string = \"Host=db\"", "paywarden.storage.connection-string = ***: sqlite has none")]
    [InlineData("storage { provider = postgresql, connection-string = \"db.example\" }", "must be a list such as Host=db.example")]
    [InlineData("log.level = info", "must be verbose, debug")]
    [InlineData("log.rotate-at = 1 KiB", "must be 64 KiB or more")]
    [InlineData("rpc.max-params = 2 MiB", "must be 64 B to max-body")]
    [InlineData("rpc.listen = \"localhost\"", "must be address:port")]
    [InlineData("rpc.listen = \"shop.example:7777\"", "must be address:port")]
    [InlineData("admin.listen = \"0.0.0.0:7778\"", "passwords would travel in the clear")]
    [InlineData("wallets.store.listen = \"0.0.0.0:7790\"", "passwords would travel in the clear")]
    [InlineData("cluster.listen = \"0.0.0.0:7779\"", "must be on loopback")]
    [InlineData("admin.listen = \"127.0.0.1:7777\"", "paywarden.rpc.listen has this port already")]
    [InlineData("observe.listen = \"0.0.0.0:7777\"", "paywarden.rpc.listen has this port already")]
    [InlineData("rpc.tls.cert-file = \"a.pem\"", "TLS is not served yet")]
    [InlineData("rpc.default-wallet = shop", "there is no such wallet")]
    [InlineData("rpc.users.bchrpc.wallets = [shop]", "must name wallets of this configuration")]
    [InlineData("rpc.users.bchrpc.allow = [write, spend]", "paywarden.rpc.users.bchrpc.allow = [write, spend]: may hold")]
    [InlineData("rpc.users.bchrpc.password = \"\"", "paywarden.rpc.users.bchrpc.password = \"\": must not be empty")]
    [InlineData("rpc.users.bchrpc.password-file = \"/gone\"", "give password or password-file, not both")]
    [InlineData("rpc.users.b { password-file = \"/gone\" }", "paywarden.rpc.users.b.password-file = /gone: the file cannot be read: no such file")]
    [InlineData("rpc.users.b { password = x, password-hash = \"pbkdf2-sha256$10000$YQ==$YQ==\" }", "give a password or a password-hash, not both")]
    [InlineData("rpc.users.b { password-hash = \"md5$x\" }", "must be pbkdf2-sha256$")]
    [InlineData("rpc.users.bchrpc.cap-per-hour = \"0.123456789\"", "paywarden.rpc.users.bchrpc.cap-per-hour = 0.123456789: must be whole coins as a text")]
    [InlineData("rpc.users.bchrpc.cap-per-payment = \"lots\"", "must be whole coins as a text, such as \"0.5\", or empty: the amount is no plain decimal number")]
    [InlineData("rpc { listen = \"0.0.0.0:7777\", insecure = true }", "the password that Paywarden ships")]
    [InlineData("wallets.store { dialect = electrum, wallet-file = x }", "the password that Paywarden ships")]
    [InlineData("wallets.store.dialect = electrn", "must be one of electron-cash, electrum, bitcoind, simulator, generic")]
    [InlineData("wallets.store.network = main", "must be mainnet, testnet or regtest")]
    [InlineData("wallets.store.methods.getinfo = pay", "must be read, write")]
    [InlineData("wallets.store.servers = [\"host\"]", "each must be \"host:port:t\"")]
    [InlineData("wallets.n { dialect = bitcoind, daemons = 2 }", "paywarden.wallets.n.daemons = 2: must be 1 for bitcoind: each has the keys")]
    [InlineData("wallets.n { dialect = bitcoind, signers = 1 }", "must be 0 for bitcoind: its one daemon signs")]
    [InlineData("wallets.n { dialect = bitcoind, servers = [\"host:50001:t\"] }", "each must be \"host:port\" of a node to connect to")]
    [InlineData("wallets.n { dialect = bitcoind, coin = doge }", "must be bitcoin or litecoin")]
    [InlineData("wallets.store.coin = litecoin", "is for dialect bitcoind only")]
    [InlineData("wallets.store.daemons = 0", "must be 1 or more, or external must name daemons")]
    [InlineData("wallets.store.daemons = 5000", "must be 0 to 2000")]
    [InlineData("wallets.store { port = 65535 }", "leave port + n below 65536")]
    [InlineData("wallets.store.command = []", "must name a program to start")]
    [InlineData("wallets.g { dialect = generic }", "paywarden.wallets.g.command = []: must name a program to start")]
    [InlineData("wallets.store.external = [{ url = \"http://127.0.0.1:1/\" }]", "must be 0 where external names daemons")]
    [InlineData("wallets.g { dialect = generic, command = [x], signers = 1 }", "paywarden.wallets.g.signers = 1: must be 0: a daemon of dialect generic signs for itself")]
    [InlineData("wallets.store { port = 65533 }", "leave port + n below 65536")]
    [InlineData("wallets.store { daemons = 0, external = [{ url = \"ftp://x\" }] }", "must be http://host:port/")]
    [InlineData("wallets.store { daemons = 0, external = [{ uri = \"x\" }] }", "did you mean paywarden.wallets.store.external.0.url?")]
    [InlineData("wallets.e { dialect = electrum }", "my.conf:6 paywarden.wallets.e.wallet-file = \"\": dialect electrum needs the file")]
    [InlineData("wallets { a { dialect = electrum, wallet-file = w }, b { dialect = electrum, wallet-file = w } }", "wallet a has this file")]
    [InlineData("wallets.store.call.concurrency = 0", "must be 1 to 1000000")]
    [InlineData("wallets.store.call.attempt = 30s", "paywarden.wallets.store.call.attempt = 30s: must not be above call.deadline")]
    [InlineData("wallets.store.restart.base = 2m", "must not be above restart.max")]
    [InlineData("wallets.store.probe.every = 0s", "must be above 0")]
    [InlineData("dialects.electrn { }", "did you mean paywarden.dialects.electrum?")]
    public void A_value_that_breaks_a_rule_is_named_with_its_place(string lines, string expected)
    {
        Assert.Contains(FaultsOf(lines), f => f.StartsWith("my.conf:", StringComparison.Ordinal) && f.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_outside_the_two_sections_is_unknown() =>
        Assert.Contains("my.conf:1 paywardn: unknown key; did you mean paywarden?", Read("paywardn { }").Faults);

    [Fact]
    public void All_faults_come_at_once()
    {
        var faults = FaultsOf("rpc.max-batch = x\nlog.level = loud\nwallets.store.call.queue = -1\nnode.nme = a");

        Assert.Equal(4, faults.Count);
    }

    [Theory]
    [InlineData("rpc.users.bchrpc.password = [\"s3cr3t\"]")]
    [InlineData("rpc.users.bchrpc.pasword = \"s3cr3t\"")]
    [InlineData("rpc.users.bchrpc.password-hash = \"s3cr3t\"")]
    [InlineData("wallets.store.wallet-password { a = s3cr3t }")]
    [InlineData("rpc.users.bchrpc.password = s3cr3t@x")]
    [InlineData("wallets.store { daemons = 0, external = [{ url = \"http://u:s3cr3t@host/\" }] }")]
    public void A_secret_is_never_repeated(string lines)
    {
        var faults = FaultsOf(lines);

        Assert.NotEmpty(faults);
        Assert.All(faults, f => Assert.DoesNotContain("s3cr3t", f, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("wallets.store.call.deadline = 40s", "many clients give up after 30s")]
    [InlineData("admin { listen = \"0.0.0.0:7778\", insecure = true }", "passwords travel in the clear (insecure = true)")]
    [InlineData("wallets.g { dialect = generic, command = [x] }", "generic knows no methods of its own")]
    [InlineData("rpc.users.b { password = x }\nwallets.e { dialect = electrum, wallet-file = \"/w\" }\nrpc.users.bchrpc.wallets = [store]", "/w cannot be read (no such file)")]
    public void What_is_allowed_but_doubtful_is_a_warning(string lines, string expected)
    {
        var reading = Read(Simulated + "\npaywarden {\n" + lines + "\n}\n");

        Assert.Empty(reading.Faults);
        Assert.Contains(reading.Warnings, w => w.Contains(expected, StringComparison.Ordinal));
    }
}
