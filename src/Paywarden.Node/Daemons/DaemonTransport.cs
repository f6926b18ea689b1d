using System.Net.Sockets;
using System.Text;
using Paywarden.JsonRpc;

namespace Paywarden.Daemons;

/// <summary>HTTP to one incarnation of a daemon. Sends a body once and reads the whole reply; never throws for what the world does.</summary>
internal abstract class DaemonTransport(DaemonEndpoint endpoint)
{
    /// <summary>Bytes. More than any honest reply, little enough that a mad daemon does not take the node's memory.</summary>
    protected const int MaxReply = 64 << 20;

    /// <summary>The header's value; null: none. As text, so that it is not written out anew for each call.</summary>
    protected string? Authorization { get; } = endpoint.User.Length == 0 && endpoint.Password.IsEmpty
        ? null
        : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{endpoint.User}:{endpoint.Password.Reveal()}"))}";

    /// <summary>One call, one try. <paramref name="cancel"/> closes the connection and nothing more: the daemon may go on.</summary>
    public async Task<DaemonAnswer> ExchangeAsync(byte[] body, CancellationToken cancel)
    {
        var reply = new PooledBuffer();
        try
        {
            var status = await PostAsync(body, reply, cancel).ConfigureAwait(false);
            if (status is 401 or 403)
            {
                return new DaemonAnswer(CallFault.Unauthorized, $"it refused our credentials (HTTP {status})");
            }

            if (reply.Length > MaxReply)
            {
                return new DaemonAnswer(CallFault.Garbage, "its reply is longer than 64 MiB");
            }

            // Whatever the status: some daemons put their errors under 500 or 404.
            if (!ReplyPeek.TryRead(reply.Span, out var found))
            {
                return new DaemonAnswer(CallFault.Garbage, $"its reply is no JSON-RPC (HTTP {status}, {reply.Length} bytes)");
            }

            var answer = new DaemonAnswer(reply, found);
            reply = null;
            return answer;
        }
        catch (Exception e) when (WasRefused(e))
        {
            return new DaemonAnswer(CallFault.Refused, "it refused the connection");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
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

    /// <summary>Another call waits for this daemon: where each call has a connection of its own, the next one's may be made now.</summary>
    public virtual void ConnectAhead()
    {
    }

    /// <summary>No call waits: a daemon that serves one connection at a time must not be kept busy by one that nobody uses.</summary>
    public virtual void Unconnect()
    {
    }

    /// <summary>Sends the body and appends the reply's to <paramref name="reply"/>; may stop once that is over <see cref="MaxReply"/>.</summary>
    /// <returns>The HTTP status.</returns>
    /// <exception cref="IOException">Or SocketException, HttpRequestException: the world failed. A reply cut short is one of them.</exception>
    protected abstract Task<int> PostAsync(byte[] body, PooledBuffer reply, CancellationToken cancel);

    /// <summary>The kernel said no before anything was sent: the one failure that proves that nothing ran.</summary>
    protected abstract bool WasRefused(Exception e);
}
