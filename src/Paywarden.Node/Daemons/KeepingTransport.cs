using System.Net.Sockets;
using Paywarden.JsonRpc;

namespace Paywarden.Daemons;

/// <summary>To a daemon that keeps its connections: over the pool that all of them share.</summary>
internal sealed class KeepingTransport(HttpMessageInvoker http, DaemonEndpoint endpoint) : DaemonTransport(endpoint)
{
    private readonly Uri _url = endpoint.Url;

    protected override async Task<int> PostAsync(byte[] body, PooledBuffer reply, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        if (Authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", Authorization);
        }

        using var response = await http.SendAsync(request, cancel).ConfigureAwait(false);

        // One byte more than announced: the read that finds the end needs room, and must not make the buffer grow.
        reply.GetMemory((int)Math.Clamp((response.Content.Headers.ContentLength ?? 0) + 1, 1, MaxReply));
        using var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        for (int read; reply.Length <= MaxReply && (read = await stream.ReadAsync(reply.GetMemory(1), cancel).ConfigureAwait(false)) > 0;)
        {
            reply.Advance(read);
        }

        return (int)response.StatusCode;
    }

    protected override bool WasRefused(Exception e) =>
        e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError, InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } };
}
