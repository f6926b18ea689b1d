using Microsoft.AspNetCore.Connections;

namespace Paywarden.Routing;

/// <summary>At most so many connections of callers at once; one more is closed at once. Kestrel's own limit would count the operators' connections too,
/// and lock them out just when they are needed.</summary>
internal sealed class ConnectionCap(int most)
{
    private int _open;

    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _open) <= most)
            {
                await next(connection).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    };
}
