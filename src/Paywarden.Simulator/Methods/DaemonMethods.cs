using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Daemons;
using Paywarden.JsonRpc;

namespace Paywarden.Methods;

/// <summary>The daemon itself: alive, which wallets, stop.</summary>
internal static class DaemonMethods
{
    private const string Version = "4.4.5";

    public static IEnumerable<Method> For(Session session) =>
    [
        new("ping", Needs.Nothing, "", _ => true) { Hidden = true },
        new("daemon", Needs.Nothing, "config_options", call => Dispatch(session, call["config_options"])) { Hidden = true },
        new("gui", Needs.Nothing, "config_options", _ => "Error: Electron Cash is running in daemon mode. Please stop the daemon first.") { Hidden = true },
        new("version", Needs.Nothing, "", _ => Version),
        new("getinfo", Needs.Network, "", _ => Information(session)),
        new("stop", Needs.Network, "", _ => Stop(session)),
        new("list_wallets", Needs.Network, "", _ => List(session)),
        new("load_wallet", Needs.Network, "", _ => session.Load(ConfiguredWallet(session), session.Config.Text("password")) is not null),
        new("close_wallet", Needs.Network, "", _ => session.Close(ConfiguredWallet(session))),
        new("getconfig", Needs.Nothing, "key", call => session.Config[call.Required("key")]?.DeepClone()),
        new("setconfig", Needs.Nothing, "key value", call => Configure(session, call)),
    ];

    private static JsonNode? Dispatch(Session session, JsonElement? given)
    {
        if (given is not { ValueKind: JsonValueKind.Object } options)
        {
            throw RpcFault.Python("AttributeError", "'NoneType' object has no attribute 'get'", "run_daemon");
        }

        if (Option(options, "electron_cash_path") is null)
        {
            // The trap: without the path a configuration of the home directory is used, and made.
            HomeFolder(session).Create();
        }

        switch (Option(options, "subcommand"))
        {
            case null or "start":
                return "Daemon already running";
            case "load_wallet":
                // True whatever happened, short of an exception: a missing file and a missing password load nothing.
                session.Load(WalletPath(session, options), Option(options, "password"));
                return true;
            case "close_wallet":
                return session.Close(WalletPath(session, options));
            case "status":
                return session.Network.Offline ? "Daemon offline" : Information(session);
            case "stop":
                return Stop(session);
            case var other:
                return $"Unrecognized subcommand '{other}'";
        }
    }

    private static JsonObject Information(Session session)
    {
        var wallets = new JsonObject();
        foreach (var (path, synchronized) in session.Wallets)
        {
            wallets[path] = synchronized;
        }

        return new JsonObject
        {
            ["path"] = session.Folder.Path,
            ["server"] = session.Network.Server,
            ["blockchain_height"] = session.Network.LocalHeight,
            ["server_height"] = session.Network.ServerHeight,
            ["spv_nodes"] = session.Network.Connected ? 1 : 0,
            ["connected"] = session.Network.Connected,
            ["auto_connect"] = false,
            ["version"] = Version,
            ["default_wallet"] = ConfiguredWallet(session),
            ["wallets"] = wallets,
            ["fee_per_kb"] = ChainMethods.FeePerKilobyte,
        };
    }

    private static JsonArray List(Session session) =>
        new([.. session.Wallets.Select(w => new JsonObject { ["path"] = w.Path, ["synchronized"] = w.Synchronized })]);

    private static string Stop(Session session)
    {
        session.Stop();
        return "Daemon stopped";
    }

    private static bool Configure(Session session, CallArguments call)
    {
        session.Config.Set(call.Required("key"), call["value"] is { } value ? JsonNode.Parse(value.GetRawText()) : null);
        return true;
    }

    private static string ConfiguredWallet(Session session) => session.Config.Text("default_wallet_path") ?? session.Folder.DefaultWallet;

    private static string WalletPath(Session session, JsonElement options)
    {
        var folder = Option(options, "electron_cash_path") is { } root ? new DataFolder(root, session.Folder.Network) : HomeFolder(session);
        return Option(options, "wallet_path") is { } path
            ? Path.GetFullPath(path, Option(options, "cwd") ?? Environment.CurrentDirectory)
            : folder.DefaultWallet;
    }

    private static DataFolder HomeFolder(Session session) =>
        new(Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? Environment.CurrentDirectory, ".electron-cash"), session.Folder.Network);

    private static string? Option(JsonElement options, string name) =>
        options.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
