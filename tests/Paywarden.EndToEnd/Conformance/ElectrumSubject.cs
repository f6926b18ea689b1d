using System.Text.Json.Nodes;
using Paywarden.Harness;

namespace Paywarden.Conformance;

/// <summary>Debian's electrum against the small server of the tests.</summary>
internal sealed class ElectrumSubject(ElectrumLab lab) : Subject
{
    public override string Name => Electrum;

    public override string Program => "electrum";

    public override string WalletPassword => lab.Password;

    /// <summary>There is one wallet, and it is encrypted.</summary>
    public override Task PutWalletAsync(string path, bool isSealed)
    {
        File.Copy(lab.WalletFile, path);
        return Task.CompletedTask;
    }

    public override void Configure(JsonObject settings, Seat seat)
    {
        settings["config_version"] = 3; // else it takes the file for one of 2013 and rewrites it
        settings["rpcsock"] = "tcp";
        settings["check_updates"] = false;
        settings["use_exchange_rate"] = false;
        settings["wallet_path"] = seat.Wallet;
        settings["server"] = $"127.0.0.1:{lab.Port}:t";
        settings["oneserver"] = true;
        settings["auto_connect"] = false;
    }

    public override (string Method, JsonNode Params) Load(Seat seat, string wallet, string? password) =>
        ("load_wallet", new JsonObject { ["wallet_path"] = wallet, ["password"] = password });
}
