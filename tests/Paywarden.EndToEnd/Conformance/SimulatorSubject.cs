using System.Text.Json.Nodes;
using Paywarden.Harness;

namespace Paywarden.Conformance;

/// <summary>Our own daemon for rehearsals, which says that it behaves like Electron Cash 4.4.5.</summary>
internal sealed class SimulatorSubject(Scene scene) : Subject
{
    private static readonly string Built = Path.Combine(
        Repository.Root, "src", "Paywarden.Simulator", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "paywarden-simulator");

    public override string Name => Simulator;

    public override string Program => Built;

    public override string WalletPassword => "correct horse";

    public override async Task PutWalletAsync(string path, bool isSealed)
    {
        if (!isSealed)
        {
            await File.WriteAllTextAsync(path, """{"seed": "conformance"}""");
            return;
        }

        var passwordFile = Path.Combine(scene.Folder, "password");
        await File.WriteAllTextAsync(passwordFile, WalletPassword);
        await ChildProcess.RunAsync(
            Program, ["--regtest", "create", "-w", path, "--seed", "conformance", "--password-file", passwordFile], scene.Folder, TimeSpan.FromSeconds(20));
    }

    public override void Configure(JsonObject settings, Seat seat)
    {
    }

    public override (string Method, JsonNode Params) Load(Seat seat, string wallet, string? password)
    {
        var options = new JsonObject
        {
            ["electron_cash_path"] = seat.Folder,
            ["cwd"] = seat.Folder,
            ["regtest"] = true,
            ["subcommand"] = "load_wallet",
            ["wallet_path"] = wallet,
        };
        if (password is not null)
        {
            options["password"] = password;
        }

        return ("daemon", new JsonArray(options));
    }
}
