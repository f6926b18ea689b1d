using System.Net;
using System.Net.Sockets;
using System.Text;
using Paywarden.JsonRpc;

namespace Paywarden.Daemons;

/// <summary>HTTP to one incarnation of a daemon. Sends a body once and reads the whole reply; never throws for what the world does.</summary>
internal sealed class DaemonTransport(HttpMessageInvoker http, DaemonEndpoint endpoint)
{
    /// <summary>More than any honest reply, little enough that a mad daemon does not take the node's memory.</summary>
    private const int MaxReply = 64 << 20;

    /// <summary>As text: a header value of .NET's would be written out anew for each call.</summary>
    private readonly string? _authorization = endpoint.User.Length == 0 && endpoint.Password.IsEmpty
        ? null
        : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{endpoint.User}:{endpoint.Password.Reveal()}"))}";

    /// <summary>One call, one try. <paramref name="cancel"/> closes the connection and nothing more: the daemon may go on.</summary>
    public async Task<DaemonAnswer> ExchangeAsync(byte[] body, CancellationToken cancel)
    {
        PooledBuffer? reply = null;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            if (_authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", _authorization);
            }

            using var response = await http.SendAsync(request, cancel).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                return new DaemonAnswer(CallFault.Unauthorized, $"it refused our credentials (HTTP {(int)response.StatusCode})");
            }

            var expected = response.Content.Headers.ContentLength ?? 0;
            if (expected > MaxReply)
            {
                return new DaemonAnswer(CallFault.Garbage, "its reply is longer than 64 MiB");
            }

            // One byte more than announced: the read that finds the end needs room, and must not make the buffer grow.
            reply = new PooledBuffer(Math.Max((int)expected + 1, 1024));
            using (var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false))
            {
                for (int read; (read = await stream.ReadAsync(reply.GetMemory(1), cancel).ConfigureAwait(false)) > 0;)
                {
                    reply.Advance(read);
                    if (reply.Length > MaxReply)
                    {
                        return new DaemonAnswer(CallFault.Garbage, "its reply is longer than 64 MiB");
                    }
                }
            }

            // Whatever the status: some daemons put their errors under 500 or 404.
            if (!ReplyPeek.TryRead(reply.Span, out var found))
            {
                return new DaemonAnswer(CallFault.Garbage, $"its reply is no JSON-RPC (HTTP {(int)response.StatusCode}, {reply.Length} bytes)");
            }

            var answer = new DaemonAnswer(reply, found);
            reply = null;
            return answer;
        }
        catch (HttpRequestException e) when (WasRefused(e))
        {
            return new DaemonAnswer(CallFault.Refused, "it refused the connection");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new DaemonAnswer(CallFault.Reset, "it closed the connection without a whole reply");
        }
        catch (OperationCanceledException)
        {
            return new DaemonAnswer(CallFault.TimedOut, "it had not answered in time");
        }
        finally
        {
            reply?.Dispose();
        }
    }

    /// <summary>The kernel said no before anything was sent: the one failure that proves that nothing ran.</summary>
    private static bool WasRefused(HttpRequestException e) =>
        e.HttpRequestError == HttpRequestError.ConnectionError && e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
}
