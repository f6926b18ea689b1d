using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Paywarden.Startup;

/// <summary>What a port is for.</summary>
internal enum ListenerKind
{
    /// <summary>Payment calls, and health.</summary>
    Rpc,

    /// <summary>Everything to see and steer.</summary>
    Admin,

    /// <summary>Metrics and health alone.</summary>
    Observe,
}

/// <summary>The listener that a connection came in by. Written on the connection when it is made: a port number would not do, because two listeners
/// may have the same one on different addresses, and a Host header says what the caller likes.</summary>
/// <param name="Wallet">The only wallet of an rpc port of its own; empty: all.</param>
internal sealed record Listener(ListenerKind Kind, string Address, string Wallet = "")
{
    public static Listener Of(HttpContext http) =>
        http.Features.Get<Listener>() ?? throw new InvalidOperationException("the connection came in by no listener of ours");

    public void Mark(ListenOptions options) => options.Use(next => connection =>
    {
        connection.Features.Set(this);
        return next(connection);
    });
}
