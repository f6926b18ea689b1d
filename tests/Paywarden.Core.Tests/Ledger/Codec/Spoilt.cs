using CsCheck;

namespace Paywarden.Ledger.Codec;

internal static class Spoilt
{
    /// <summary>The text with 1 to 4 of its characters changed to others of its alphabet.</summary>
    public static Gen<string> Texts(string good, string alphabet, int from = 0) =>
        Gen.Select(Gen.Int[from, good.Length - 1], Gen.Int[1, alphabet.Length - 1]).Array[1, 4].Select(changes =>
        {
            var text = good.ToCharArray();
            foreach (var (at, shift) in changes.DistinctBy(c => c.Item1))
            {
                text[at] = alphabet[(alphabet.IndexOf(text[at], StringComparison.Ordinal) + shift) % alphabet.Length];
            }

            return new string(text);
        });
}
