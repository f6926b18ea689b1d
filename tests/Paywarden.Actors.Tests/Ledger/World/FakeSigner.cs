using System.Security.Cryptography;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger.World;

/// <summary>Holds the keys. Signing the same gives the same.</summary>
/// <param name="process">Another one after each restart.</param>
internal sealed class FakeSigner(string id, FakeCalls calls, Func<FakeProcess> process) : ISigner
{
    private const int SignatureLength = 71;
    private const int KeyLength = 33;

    public string Id => id;

    public Task<Told<Bytes>> SignAsync(Bytes unsigned) => calls.Make(process, () => Sign(unsigned));

    public static bool IsSigned(TransactionInput input) => input.Script.Length == SignatureLength + KeyLength + 2;

    public static Told<Bytes> Sign(Bytes unsigned) =>
        PartialTransaction.TryRead(unsigned.Span, out var partial, out var why) ? Bytes.Copy(Signed(partial.Plain()).Write()) : Told.Not<Bytes>(why);

    public static Transaction Signed(Transaction plain)
    {
        var digest = SHA256.HashData(plain.Write());
        return plain with
        {
            Inputs = [.. plain.Inputs.Select(i => i with { Script = Bytes.Copy([SignatureLength, .. Stretch(digest, SignatureLength), KeyLength, .. Stretch(digest, KeyLength)]) })],
        };
    }

    private static byte[] Stretch(byte[] digest, int length) => [.. Enumerable.Range(0, length).Select(i => digest[i % digest.Length])];
}
