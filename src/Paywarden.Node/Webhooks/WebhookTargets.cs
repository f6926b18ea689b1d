using System.Collections.Immutable;
using Paywarden.Settings;

namespace Paywarden.Webhooks;

internal static class WebhookTargets
{
    /// <summary>As the checked configuration has them.</summary>
    public static ImmutableArray<WebhookTarget> Of(PaywardenOptions options, string wallet) => options.Wallets.TryGetValue(wallet, out var found)
        ? [.. found.Webhooks.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => Of(w.Key, w.Value))]
        : [];

    private static WebhookTarget Of(string name, WebhookOptions o) => new(
        name,
        new Uri(o.Url),
        o.OldSecret.IsEmpty ? [o.Secret] : [o.Secret, o.OldSecret],
        [.. o.Events],
        o.AllowPrivate,
        o.Timeout,
        new WebhookPace(o.Retry.First, o.Retry.Max, o.Retry.For));
}
