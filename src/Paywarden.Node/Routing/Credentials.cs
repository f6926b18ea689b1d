using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Paywarden.Routing;

/// <summary>Who calls. A password is checked in full once, against its hash; afterwards the same header is known by a digest under a key that only this process has,
/// so that a slow hash does not cost every call and no password lies about in a table.</summary>
internal sealed class Credentials(FrozenDictionary<string, RpcUser> users)
{
    private const int MostKnown = 1000;
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Slow hashes are worked out one at a time and on no thread that carries calls: a crowd of guessers gets one processor, and their own queue.</summary>
    private static readonly SemaphoreSlim OneByOne = new(1);
    private readonly ConcurrentDictionary<UInt128, RpcUser> _known = new();

    /// <param name="header">The Authorization header: Basic with user and password, or Bearer with "user:password" as it stands.</param>
    /// <returns>Null: nobody we know.</returns>
    public async ValueTask<RpcUser?> FindAsync(string? header)
    {
        if (string.IsNullOrEmpty(header) || header.Length > 4096)
        {
            return null;
        }

        var digest = Digest(header);
        if (_known.TryGetValue(digest, out var known))
        {
            return known;
        }

        if (await CheckAsync(header).ConfigureAwait(false) is not { } user)
        {
            return null;
        }

        if (_known.Count >= MostKnown)
        {
            _known.Clear(); // one password can be written in many ways (padding, spaces): a bound, not a cache to tune
        }

        _known[digest] = user;
        return user;
    }

    private async ValueTask<RpcUser?> CheckAsync(string header)
    {
        var given = Read(header);
        var colon = given?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 0 || !users.TryGetValue(given![..colon], out var user))
        {
            return null;
        }

        var password = Encoding.UTF8.GetBytes(given[(colon + 1)..]);
        return user.PasswordHash.Length > 0 ? (await VerifyAsync(user.PasswordHash, password).ConfigureAwait(false) ? user : null)
            : !user.Password.IsEmpty && Same(password, Encoding.UTF8.GetBytes(user.Password.Reveal())) ? user : null;
    }

    private static async Task<bool> VerifyAsync(string hash, byte[] password)
    {
        await OneByOne.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Factory.StartNew(() => PasswordHash.Verify(hash, password), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        finally
        {
            OneByOne.Release();
        }
    }

    private static string? Read(string header)
    {
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return header[7..].Trim();
        }

        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        return Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    /// <summary>Digests of equal length are compared, so that the time tells nothing of the password's length.</summary>
    private static bool Same(byte[] a, byte[] b) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(a), SHA256.HashData(b));

    private static UInt128 Digest(string header)
    {
        Span<byte> digest = stackalloc byte[32];
        HMACSHA256.HashData(Key, MemoryMarshal.AsBytes(header.AsSpan()), digest);
        return MemoryMarshal.Read<UInt128>(digest);
    }
}
