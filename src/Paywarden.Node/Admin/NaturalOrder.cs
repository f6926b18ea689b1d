namespace Paywarden.Admin;

/// <summary>store-2 before store-10. By hand: .NET's numeric ordering needs ICU, which the node does without.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static readonly NaturalOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (x ?? "", y ?? "");
        var (i, j) = (0, 0);
        while (i < a.Length && j < b.Length)
        {
            var left = Part(a, i);
            var right = Part(b, j);
            var order = char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j]) ? CompareNumbers(left, right) : left.CompareTo(right, StringComparison.Ordinal);
            if (order != 0)
            {
                return order;
            }

            i += left.Length;
            j += right.Length;
        }

        return (a.Length - i).CompareTo(b.Length - j);
    }

    /// <summary>A run of digits, or one other character.</summary>
    private static ReadOnlySpan<char> Part(string text, int from)
    {
        var rest = text.AsSpan(from);
        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        return digits < 0 ? rest : rest[..Math.Max(digits, 1)];
    }

    private static int CompareNumbers(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var x = a.TrimStart('0');
        var y = b.TrimStart('0');
        var order = x.Length != y.Length ? x.Length.CompareTo(y.Length) : x.CompareTo(y, StringComparison.Ordinal);
        return order != 0 ? order : a.Length.CompareTo(b.Length);
    }
}
