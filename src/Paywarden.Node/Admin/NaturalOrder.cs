using System.Globalization;

namespace Paywarden.Admin;

/// <summary>store-2 before store-10.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static readonly NaturalOrder Instance = new();

    private static readonly StringComparer Numeric = StringComparer.Create(CultureInfo.InvariantCulture, CompareOptions.NumericOrdering);

    public int Compare(string? x, string? y) => Numeric.Compare(x, y);
}
