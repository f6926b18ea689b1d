using System.Globalization;
using System.Security.Cryptography;

namespace Paywarden.Routing;

/// <summary>pbkdf2-sha256$ITERATIONS$SALT$HASH, salt and hash in base64 (RFC 8018).</summary>
internal static class PasswordHash
{
    public static bool Verify(string hash, byte[] password)
    {
        if (hash.Split('$') is not ["pbkdf2-sha256", var rounds, var salt, var expected]
            || !int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations))
        {
            return false; // the configuration's check refuses it at start
        }

        var wanted = Convert.FromBase64String(expected);
        var given = Rfc2898DeriveBytes.Pbkdf2(password, Convert.FromBase64String(salt), iterations, HashAlgorithmName.SHA256, wanted.Length);
        return CryptographicOperations.FixedTimeEquals(given, wanted);
    }
}
