using System.Collections.Immutable;
using System.Globalization;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;

namespace Paywarden.Settings;

/// <summary>Who may call: users, their passwords, what they may reach.</summary>
internal static class UserRules
{
    /// <summary>Shipped in standalone.conf and printed in the README, so it guards nothing.</summary>
    private const string ShippedPassword = "password";

    public static void Check(PaywardenOptions options, SettingsFindings findings)
    {
        var wallet = options.Rpc.DefaultWallet;
        findings.Unless(wallet.Length == 0 || options.Wallets.ContainsKey(wallet), ["paywarden", "rpc", "default-wallet"], "there is no such wallet");
        foreach (var (name, user) in options.Rpc.Users)
        {
            ImmutableArray<string> at = ["paywarden", "rpc", "users", name];
            findings.Unless(SettingsRules.IsName(name), at, SettingsRules.NameRule);
            Password(user, at, options, findings);
            findings.Unless(user.Wallets.Count > 0 && user.Wallets.TrueForAll(w => w == "*" || options.Wallets.ContainsKey(w)), [.. at, "wallets"],
                "must name wallets of this configuration, or \"*\"");
            Cap(user.CapPerPayment, [.. at, "cap-per-payment"], findings);
            Cap(user.CapPerHour, [.. at, "cap-per-hour"], findings);
            findings.Unless(user.Allow.TrueForAll(c => c == "pay" || SettingsRules.IsClass(c)), [.. at, "allow"],
                "may hold read, write, allocate, sign, broadcast, secret, admin and pay");
        }
    }

    private static void Password(UserOptions user, ImmutableArray<string> at, PaywardenOptions options, SettingsFindings findings)
    {
        findings.Unless(user.Password.IsEmpty || user.PasswordHash.Length == 0, [.. at, "password-hash"], "give a password or a password-hash, not both");
        findings.Unless(!user.Password.IsEmpty || user.PasswordHash.Length > 0 || HasFile(at, findings), [.. at, "password"],
            "must not be empty: set password, password-file or password-hash (is an environment variable missing?)");
        findings.Unless(user.PasswordHash.Length == 0 || IsHash(user.PasswordHash), [.. at, "password-hash"],
            "must be pbkdf2-sha256$ITERATIONS$SALT$HASH, with 10000 iterations or more, salt and hash in base64");
        findings.Unless(user.Password != new Secret(ShippedPassword) || IsRehearsal(user, options), [.. at, "password"],
            "the password that Paywarden ships is good only for simulated wallets on loopback: choose another");
    }

    private static void Cap(string cap, ImmutableArray<string> at, SettingsFindings findings)
    {
        var why = "";
        findings.Unless(cap.Length == 0 || Amount.TryRead(cap, out _, out why), at, $"must be whole coins as a text, such as \"0.5\", or empty: {why}");
    }

    /// <summary>A file that cannot be read has its own fault already.</summary>
    private static bool HasFile(ImmutableArray<string> at, SettingsFindings findings) =>
        findings.Values.At(at) is HoconValue.Map user
        && (user["password-file"] is HoconValue.Text { Value.Length: > 0 } || user["password-hash-file"] is HoconValue.Text { Value.Length: > 0 });

    private static bool IsRehearsal(UserOptions user, PaywardenOptions options)
    {
        var reached = options.Wallets.Where(w => user.Wallets.Contains("*") || user.Wallets.Contains(w.Key)).Select(w => w.Value).ToArray();
        return reached.All(w => w.Dialect == "simulator" && IsLocal(w.Listen)) && IsLocal(options.Rpc.Listen);
    }

    private static bool IsLocal(string listen) => ListenAddress.Parse(listen) is not { IsLoopback: false };

    private static bool IsHash(string hash) => hash.Split('$') is ["pbkdf2-sha256", var iterations, var salt, var key]
        && int.TryParse(iterations, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 10_000
        && IsBase64(salt) && IsBase64(key);

    private static bool IsBase64(string text) => text.Length > 0 && Convert.TryFromBase64String(text, new byte[text.Length], out _);
}
