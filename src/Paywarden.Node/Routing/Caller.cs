namespace Paywarden.Routing;

/// <summary>Whoever waits for an answer. Its token is asked for only by a call that waits in line: Kestrel makes one for each request that asks.</summary>
internal readonly struct Caller
{
    private readonly HttpContext? _http;
    private readonly CancellationToken _cancel;

    public Caller(HttpContext http) => _http = http;

    public Caller(CancellationToken cancel) => _cancel = cancel;

    /// <summary>Cancelled when it has left.</summary>
    public CancellationToken Left => _http?.RequestAborted ?? _cancel;
}
