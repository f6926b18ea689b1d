using System.Collections.Immutable;
using System.Data.Common;
using System.Text.RegularExpressions;

namespace Paywarden.Settings;

/// <summary>What the values in force must fulfil beside their kinds: ranges, and relations between values. Every fault is found at once.</summary>
internal static partial class SettingsRules
{
    public const string NameRule = "names are 1 to 40 of a-z, 0-9 and -";
    private static readonly string[] Classes = ["read", "write", "allocate", "sign", "broadcast", "secret", "admin"];

    public static void Check(PaywardenOptions options, SettingsFindings findings)
    {
        findings.Unless(IsName(options.Node.Name), ["paywarden", "node", "name"], NameRule);
        findings.Unless(options.Node.OnStop is "stop" or "keep", ["paywarden", "node", "on-stop"], "must be stop or keep");
        findings.Unless(options.Node.DataDir.Length > 0, ["paywarden", "node", "data-dir"], "must name a directory");
        Storage(options.Storage, findings);
        findings.Unless(options.Log.Level is "verbose" or "debug" or "information" or "warning" or "error" or "fatal", ["paywarden", "log", "level"],
            "must be verbose, debug, information, warning, error or fatal");
        findings.Unless(options.Log.RotateAt >= 65536, ["paywarden", "log", "rotate-at"], "must be 64 KiB or more");
        findings.Unless(options.Log.Keep is >= 0 and <= 1000, ["paywarden", "log", "keep"], "must be 0 to 1000");
        Limits(options.Rpc, findings);
        ListenerRules.Check(options, findings);
        UserRules.Check(options, findings);
        if (options.Wallets.Count == 0)
        {
            findings.Warn(["paywarden", "wallets"], "there is no wallet, so every call is refused");
        }

        foreach (var (name, wallet) in options.Wallets)
        {
            WalletRules.Check(name, wallet, options, findings);
        }
    }

    public static bool IsName(string name) => Name().IsMatch(name);

    public static bool IsClass(string name) => Classes.Contains(name, StringComparer.Ordinal);

    /// <summary>Timers and sockets of .NET bear about 24 days; nothing here wants more than a day.</summary>
    public static bool IsWait(TimeSpan time) => time > TimeSpan.Zero && time <= TimeSpan.FromDays(1);

    private static void Storage(StorageOptions storage, SettingsFindings findings)
    {
        ImmutableArray<string> at = ["paywarden", "storage"];
        findings.Unless(storage.Provider is "sqlite" or "postgresql", [.. at, "provider"], "must be sqlite or postgresql");
        findings.Unless(storage.Provider != "postgresql" || !storage.ConnectionString.IsEmpty, [.. at, "connection-string"], "postgresql needs it: Host=…;Database=…;Username=…");
        findings.Unless(storage.Provider != "sqlite" || storage.ConnectionString.IsEmpty, [.. at, "connection-string"], "sqlite has none: its files lie in data-dir");
        findings.Unless(IsPairs(storage.ConnectionString.Reveal()), [.. at, "connection-string"], "must be a list such as Host=db.example;Database=paywarden;Username=paywarden");
    }

    private static bool IsPairs(string text)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text }.Count > 0 || text.Length == 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Limits(RpcOptions rpc, SettingsFindings findings)
    {
        ImmutableArray<string> at = ["paywarden", "rpc"];
        findings.Unless(rpc.MaxBody is >= 1024 and <= 1L << 30, [.. at, "max-body"], "must be 1 KiB to 1 GiB");
        findings.Unless(rpc.MaxParams >= 64 && rpc.MaxParams <= rpc.MaxBody, [.. at, "max-params"], "must be 64 B to max-body");
        findings.Unless(rpc.MaxBatch is >= 1 and <= 10_000, [.. at, "max-batch"], "must be 1 to 10000");
        findings.Unless(rpc.MaxDepth is >= 4 and <= 512, [.. at, "max-depth"], "must be 4 to 512");
        findings.Unless(rpc.MaxConnections >= 1, [.. at, "max-connections"], "must be 1 or more");
        findings.Unless(IsWait(rpc.HeaderTimeout), [.. at, "header-timeout"], "must be above 0 and at most 1d");
        findings.Unless(IsWait(rpc.BodyTimeout), [.. at, "body-timeout"], "must be above 0 and at most 1d");
        findings.Unless(rpc.Drain <= TimeSpan.FromDays(1), [.. at, "drain"], "must be at most 1d");
    }

    [GeneratedRegex(@"\A[a-z0-9-]{1,40}\z")]
    private static partial Regex Name();
}
