using System.Collections.Immutable;
using CsCheck;

namespace Paywarden.Settings;

public sealed class HoconProperties
{
    /// <summary>Pieces of HOCON in any order: far more likely to reach the reader's corners than any characters would be.</summary>
    private static readonly Gen<string> Pieces = Gen.OneOf("a", "b.c", "include", "\"x\"", "\"", "\"\"\"", "\\", "=", ":", "+=", "{", "}", "[", "]", ",", "\n", " ", "#", "//",
        "${a}", "${?b.c}", "${", "$", "null", "5s", "1 MiB", "\\u00", "\u0001", "\uD800", "\uFEFF", ".", "@").List[0, 60].Select(p => string.Concat(p));

    private static readonly Gen<string> Words = Gen.OneOf(Gen.String, Gen.String[Gen.Char['a', 'z'], 1, 8], Gen.OneOf("null", "include", "", " x ", "a.b", "5s", "\"", "${a}"));

    private static readonly Gen<HoconValue> Values = Gen.Recursive<HoconValue>((depth, inner) => depth > 3
        ? Leaf
        : Gen.OneOf(Leaf, inner.Array[0, 3].Select(items => (HoconValue)new HoconValue.List(default, [.. items])), Map(inner).Select(m => (HoconValue)m)));

    private static Gen<HoconValue> Leaf => Words.Select(w => (HoconValue)new HoconValue.Text(default, w, true));

    [Fact]
    public void Any_text_gives_a_tree_or_faults()
    {
        Gen.OneOf(Pieces, Gen.String).Sample(
            text =>
            {
                var (root, _) = HoconSpecs.Read(text);
                return IsResolved(root);
            },
            iter: 20_000);
    }

    [Fact]
    public void What_is_rendered_reads_back_as_the_same()
    {
        Map(Values).Sample(
            map =>
            {
                var text = Hocon.Render(map);
                var (root, faults) = HoconSpecs.Read(text);
                return faults.Count == 0 && Hocon.Render(root) == text;
            },
            iter: 5_000);
    }

    [Fact]
    public void Whatever_a_text_means_renders_to_a_text_that_means_it_too()
    {
        Pieces.Sample(
            text =>
            {
                var rendered = Hocon.Render(HoconSpecs.Read(text).Root);
                var (again, faults) = HoconSpecs.Read(rendered);
                return faults.Count == 0 && Hocon.Render(again) == rendered;
            },
            iter: 10_000);
    }

    [Fact]
    public void A_fault_never_repeats_a_word_of_the_text()
    {
        Pieces.Where(p => p.Contains('\n', StringComparison.Ordinal)).Sample(
            text => HoconSpecs.Read(text + "\npassword = s3cr3t@word \"s3cr3t").Faults.All(f => !f.Why.Contains("s3cr3t", StringComparison.Ordinal)),
            iter: 2_000);
    }

    private static Gen<HoconValue.Map> Map(Gen<HoconValue> values) => Gen.Select(Words, values).Array[0, 4].Select(members =>
    {
        var text = string.Join('\n', members.Select(m => $"{Hocon.Quote(m.Item1)} = {Braced(m.Item2)}"));
        return HoconSpecs.Read(text).Root;
    });

    private static string Braced(HoconValue value) => value is HoconValue.Map ? "{\n" + Hocon.Render(value) + "}" : Hocon.Render(value);

    private static bool IsResolved(HoconValue value) => value switch
    {
        HoconValue.Text => true,
        HoconValue.List list => list.Items.All(IsResolved),
        HoconValue.Map map => map.Members.Values.All(IsResolved),
        _ => false,
    };
}
