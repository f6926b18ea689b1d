using System.Collections.Immutable;
using System.Net;
using Paywarden.Webhooks;

namespace Paywarden.Settings;

/// <summary>What the receivers of a wallet's events must fulfil. Where a name leads is judged when it is connected to; here only what can be read.</summary>
internal static class WebhookRules
{
    /// <summary>Characters: what can be guessed signs nothing.</summary>
    private const int LeastSecret = 16;

    public static void Check(WalletOptions wallet, ImmutableArray<string> of, SettingsFindings findings)
    {
        if (wallet.Webhooks.Count > 0 && (wallet.Dialect == "generic" || wallet.External.Count > 0))
        {
            findings.Warn([.. of, "webhooks"], "this wallet has no ledger here, so there are no events to tell of");
        }

        foreach (var (name, webhook) in wallet.Webhooks)
        {
            ImmutableArray<string> at = [.. of, "webhooks", name];
            findings.Unless(SettingsRules.IsName(name), at, SettingsRules.NameRule);
            if (FaultOf(webhook) is { } fault)
            {
                findings.Fault([.. at, "url"], fault, hidden: true);
            }

            findings.Unless(webhook.Secret.Reveal().Length >= LeastSecret, [.. at, "secret"], $"must have {LeastSecret} characters or more: with it receivers tell our events from others'");
            findings.Unless(webhook.OldSecret.IsEmpty || webhook.OldSecret.Reveal().Length >= LeastSecret, [.. at, "old-secret"], $"must be empty, or have {LeastSecret} characters or more");
            findings.Unless(webhook.Events.Count > 0 && webhook.Events.TrueForAll(WebhookKinds.IsChoice), [.. at, "events"], $"may hold \"*\", \"payment.*\", \"wallet.*\", {string.Join(", ", WebhookKinds.All)}");
            findings.Unless(webhook.Timeout > TimeSpan.Zero && webhook.Timeout <= TimeSpan.FromMinutes(1), [.. at, "timeout"], "must be above 0 and at most 1m");
            findings.Unless(SettingsRules.IsWait(webhook.Retry.First), [.. at, "retry", "first"], "must be above 0 and at most 1d");
            findings.Unless(SettingsRules.IsWait(webhook.Retry.Max) && webhook.Retry.Max >= webhook.Retry.First, [.. at, "retry", "max"], "must be first or more, and at most 1d");
            findings.Unless(webhook.Retry.For > TimeSpan.Zero && webhook.Retry.For <= TimeSpan.FromDays(30), [.. at, "retry", "for"], "must be above 0 and at most 30d");
        }
    }

    private static string? FaultOf(WebhookOptions webhook) =>
        !Uri.TryCreate(webhook.Url, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0 ? "must be https://host/path"
        : url.UserInfo.Length > 0 || url.Fragment.Length > 0 ? "must be https://host/path, without user, password and fragment: the signature says who calls"
        : url.Scheme == "http" && !webhook.AllowPrivate ? "must be https; http is for receivers on this machine or in a private network, with allow-private = true"
        : IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) ? TargetAddress.Refuses(address, webhook.AllowPrivate, url.Scheme == "https")
        : null;
}
