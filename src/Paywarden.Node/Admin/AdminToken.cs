using System.Security.Cryptography;
using System.Text;

namespace Paywarden.Admin;

/// <summary>The token of this run of the node. Whoever can read the file (the node's own user on this host) may steer the node.</summary>
public sealed class AdminToken
{
    public const string FileName = "admin.token";

    private readonly byte[] _digest;

    private AdminToken(string value) => _digest = Digest(value);

    /// <summary>Makes a new token and writes it to the data directory, 0600, by temp and rename.</summary>
    public static AdminToken Create(string dataDir)
    {
        var value = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var path = Path.Combine(dataDir, FileName);
        var temp = path + ".new";
        File.Delete(temp);
        using (var file = new FileStream(temp, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(Encoding.ASCII.GetBytes(value + "\n"));
        }

        File.Move(temp, path, overwrite: true);
        return new AdminToken(value);
    }

    /// <summary>Takes the same time for every guess: digests of equal length are compared, not the texts.</summary>
    public bool Is(string guess) => CryptographicOperations.FixedTimeEquals(_digest, Digest(guess));

    private static byte[] Digest(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));
}
