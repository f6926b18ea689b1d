using System.Security.Cryptography;
using System.Text;

namespace Paywarden.Wallets;

/// <summary>An encrypted wallet file: base64 of a mark, salt, nonce, tag and text, as the original's are base64 of something else.</summary>
internal static class WalletSeal
{
    private static readonly byte[] Mark = "BIE1"u8.ToArray();

    public static bool IsSealed(ReadOnlySpan<byte> file) => Open(file) is not null;

    public static byte[] Seal(ReadOnlySpan<byte> content, string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var nonce = RandomNumberGenerator.GetBytes(12);
        var tag = new byte[16];
        var hidden = new byte[content.Length];
        using var cipher = new AesGcm(Key(password, salt), tag.Length);
        cipher.Encrypt(nonce, content, hidden, tag);
        byte[] file = [.. Mark, .. salt, .. nonce, .. tag, .. hidden];
        return Encoding.ASCII.GetBytes(Convert.ToBase64String(file));
    }

    /// <returns>Null: not with this password (or the file was cut, which looks the same).</returns>
    public static byte[]? Unseal(ReadOnlySpan<byte> file, string password)
    {
        var bytes = Open(file) ?? throw new InvalidDataException("not a sealed wallet");
        var content = new byte[bytes.Length - 48];
        using var cipher = new AesGcm(Key(password, bytes.AsSpan(4, 16)), 16);
        try
        {
            cipher.Decrypt(bytes.AsSpan(20, 12), bytes.AsSpan(48), bytes.AsSpan(32, 16), content);
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[]? Open(ReadOnlySpan<byte> file)
    {
        var bytes = new byte[file.Length];
        return System.Buffers.Text.Base64.DecodeFromUtf8(file, bytes, out _, out var length) == System.Buffers.OperationStatus.Done
            && length >= 48 && bytes.AsSpan().StartsWith(Mark)
                ? bytes[..length]
                : null;
    }

    // Few rounds: a wallet for rehearsal guards nothing, and a daemon's load must stay as quick as the original's.
    private static byte[] Key(string password, ReadOnlySpan<byte> salt) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, 1024, HashAlgorithmName.SHA256, 32);
}
