using System.Net;

namespace Paywarden.Admin;

/// <summary>Who may use the REST of the admin port, and under which name the act is written down.</summary>
internal sealed class AdminGate(AdminToken token) : IEndpointFilter
{
    public const string OperatorHeader = "X-Paywarden-Operator";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!IsLocal(http))
        {
            return Problems.Of(403, "not-local", "The admin token works from this host only. Run paywarden on the host of the node.");
        }

        string? given = http.Request.Headers.Authorization;
        if (given?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) != true || !token.Is(given["Bearer ".Length..].Trim()))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"paywarden\"";
            return Problems.Of(401, "token", "Send the token of the node's current run: Authorization: Bearer <content of admin.token in its data directory>. It is new at each start.");
        }

        return await next(context);
    }

    public static bool IsLocal(HttpContext http) => http.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from);

    /// <summary>A name, for the events: printable and short, whatever came in the header.</summary>
    public static string Operator(HttpContext http)
    {
        string? given = http.Request.Headers[OperatorHeader];
        var name = new string([.. (given ?? "").Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@').Take(64)]);
        return name.Length > 0 ? name : "operator";
    }
}
