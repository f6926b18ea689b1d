using System.Text;

namespace Paywarden.JsonRpc;

/// <summary>Breaks a message in every way a byte can be. The end-to-end tests use it too, on whole HTTP requests.</summary>
internal static class Mutator
{
    public static readonly byte[][] JsonPieces = Pieces("\"", "{", "}", "[", "]", ",", ":", "\\", "\\u", "\\ud800", "null", "\"id\":1,", "\"method\":\"stop\",", "\"params\":", "\0", "é", "1e999", "//", "\r\n");

    public static byte[][] Pieces(params string[] pieces) => [.. pieces.Select(Encoding.UTF8.GetBytes)];

    /// <param name="pieces">What is put in besides single bytes: what means something where this message is read.</param>
    public static byte[] Mutate(byte[] message, Random random, byte[][] pieces)
    {
        var bytes = message.ToList();
        for (var n = random.Next(4); n >= 0; n--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                case 2 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    bytes.InsertRange(at, pieces[random.Next(pieces.Length)]);
                    break;
                default:
                    bytes.RemoveRange(at, Math.Min(random.Next(8), bytes.Count - at));
                    break;
            }
        }

        return [.. bytes];
    }
}
