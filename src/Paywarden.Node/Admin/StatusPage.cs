using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Paywarden.Daemons;
using Paywarden.Kernel;
using Paywarden.Ledger;
using Paywarden.Routing;
using Paywarden.Settings;

namespace Paywarden.Admin;

/// <summary>One plain page for whoever has a browser on this host and no token at hand: it only shows. No scripts, and nothing from elsewhere.</summary>
internal static class StatusPage
{
    private const int Events = 20;

    public static async Task<IResult> ShowAsync(
        HttpContext http, Readiness node, RosterSource roster, IHeldWallets held, IEventLog log, IOptionsMonitor<PaywardenOptions> options, TimeProvider clock, CancellationToken cancel)
    {
        if (!AdminGate.IsLocal(http) || !IsPlainHost(http.Request.Host.Host))
        {
            return Problems.Of(403, "not-local", "The page is for this host only: open it as http://127.0.0.1 and the admin port, through ssh -L from elsewhere.");
        }

        var now = roster.Current;
        var events = await log.ReadAsync(null, Events, "", "", cancel);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        return Page(Html(node, now, held, options.CurrentValue, events, clock.GetUtcNow()));
    }

    internal static string Html(Readiness node, Roster roster, IHeldWallets held, PaywardenOptions options, IEnumerable<EventEntry> events, DateTimeOffset now) => $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="refresh" content="5">
        <title>{{Text(options.Node.Name)}}: Paywarden</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 15px/1.45 system-ui, sans-serif; margin: 1rem auto; max-width: 60rem; padding: 0 .8rem; }
        h1 { font-size: 1.2rem; } h2 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
        p { margin: .3rem 0; }
        article { border-left: .35rem solid #2a9d4a; padding: .1rem 0 .1rem .7rem; margin: .7rem 0; }
        .warn { border-color: #d9a400; } .bad { border-color: #d23b3b; }
        small, time { opacity: .7; font-variant-numeric: tabular-nums; }
        p, li { overflow-wrap: anywhere; } ol { list-style: none; padding: 0; } li { margin: .3rem 0; }
        </style>
        </head>
        <body>
        <h1>Paywarden node {{Text(options.Node.Name)}}</h1>
        <p>{{(node.Ready ? "Ready" : "<strong>Not ready</strong>")}}: {{Text(node.Why)}}. <small>{{Text(AdminEndpoints.Version)}}, as of {{Time(now)}} UTC</small></p>
        {{Join(options.Wallets.Keys.Order(NaturalOrder.Instance), wallet => Wallet(wallet, roster, held))}}
        <h2>Daemons</h2>
        {{Join(roster.Daemons.OrderByDescending(d => StateName.Badness(d.State)).ThenBy(d => d.Id, NaturalOrder.Instance), d => Daemon(d, now))}}
        <h2>Last events</h2>
        <ol>
        {{Join(events.Reverse(), Event)}}
        </ol>
        </body>
        </html>

        """;

    private static string Wallet(string name, Roster roster, IHeldWallets held)
    {
        var health = WalletHealth.Of(name, roster, held.WhyHeld(name));
        return $"<p><strong>{Text(name)}</strong>: reads {(health.Reads ? "yes" : "<strong>no</strong>")}, money {(health.Money ? "yes" : "<strong>no</strong>")}: {Text(health.Why)}</p>";
    }

    private static string Daemon(DaemonStatus d, DateTimeOffset now)
    {
        var tone = StateName.Badness(d.State) switch { 0 => "", < 3 => " class=\"warn\"", _ => " class=\"bad\"" };
        string[] facts =
        [
            $"for {Spoken.Duration(now - d.Since)}",
            d.Pid is { } pid ? $"pid {pid}" : "no process",
            $"{d.Restarts} restart{(d.Restarts == 1 ? "" : "s")}",
            d.Health?.Height is { } height ? $"height {height}" : "height unknown",
        ];
        var why = d.Why == StateName.Of(d.State) ? "" : $"<p>{Text(d.Why)}</p>";
        return $"<article{tone}><p><strong>{Text(d.Id)}</strong> {StateName.Of(d.State)} <small>{Word(d.Role)}</small></p>{why}<p><small>{Text(string.Join(", ", facts))}</small></p></article>";
    }

    private static string Event(EventEntry e)
    {
        var about = e.Daemon.Length > 0 ? e.Daemon : e.Wallet;
        return $"<li><time>{Time(e.At)}</time> {Text(about.Length > 0 ? $"{about}: " : "")}{Text(e.Why)}{(e.By is "paywarden" or "" ? "" : $" <small>(by {Text(e.By)})</small>")}</li>";
    }

    /// <summary>A name that an attacker's server resolves to this host would let a foreign page read this one in the operator's browser.</summary>
    private static bool IsPlainHost(string host) => host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out _);

    private static ContentHttpResult Page(string html) => TypedResults.Content(html, "text/html; charset=utf-8");

    private static string Join<T>(IEnumerable<T> items, Func<T, string> draw) => string.Join('\n', items.Select(draw));

    private static string Word(DaemonRole role) => role.ToString().ToLowerInvariant();

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
