namespace Paywarden.Daemons.Dialects;

/// <summary>Why a daemon that answers serves worse than it should, as far as its chain and wallet show it.</summary>
public static class ChainDegradations
{
    /// <summary>A block that has just been announced may be on its way: one behind is level.</summary>
    private const int LevelWithin = 1;

    public static IEnumerable<string> Of(HealthReport report, string server, bool needsServer)
    {
        if (needsServer && server.Length == 0)
        {
            yield return "no Electrum server is configured: it knows only what is in its wallet file";
            yield break;
        }

        // "connected" is true against a server that never answers, so its height counts too.
        if (!report.Connected || report.ServerHeight is null or <= 0)
        {
            yield return server.Length == 0 ? "it has no connection to a server" : $"it has no connection to its server {server}";
            yield break;
        }

        if (report.ServerHeight - (report.Height ?? 0) > LevelWithin)
        {
            yield return $"it is at block {report.Height ?? 0}, {report.ServerHeight - (report.Height ?? 0)} behind its server";
        }

        if (!report.Synchronized)
        {
            yield return "its wallet is not synchronised with the server yet";
        }
    }
}
