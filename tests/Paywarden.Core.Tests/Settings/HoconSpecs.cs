namespace Paywarden.Settings;

public sealed class HoconSpecs
{
    [Theory]
    [InlineData("allow = [read, allocate, pay]", "allow = [read, allocate, pay]")]
    [InlineData("rate = 2000/s # calls", "rate = 2000/s")]
    [InlineData("max-body = 1 MiB", "max-body = 1 MiB")]
    [InlineData("start { ready-within = 45s, probe-every = 500ms }", "start = {\n  ready-within = 45s\n  probe-every = 500ms\n}")]
    [InlineData("external = []", "external = []")]
    [InlineData("wallets = [\"*\"]", "wallets = [\"*\"]")]
    [InlineData("a { b = 1 }, c = 2", "a = {\n  b = 1\n}\nc = 2")]
    [InlineData("{ a : 1 // one\n }", "a = 1")]
    [InlineData("a.b = 1\na.b = 2\na { c = 3 }", "a = {\n  b = 2\n  c = 3\n}")]
    [InlineData("a.\"b.c\" = 1", "a = {\n  \"b.c\" = 1\n}")]
    [InlineData("a = [1\n2,\n3,]", "a = [1, 2, 3]")]
    [InlineData("a = \"x\\n\\u0041\"", "a = \"x\\u000aA\"")]
    [InlineData("a = \"\"\"C:\\new \"quoted\" text\"\"\"", "a = \"C:\\\\new \\\"quoted\\\" text\"")]
    [InlineData("a = [1]\na += 2", "a = [1, 2]")]
    [InlineData("a += 2", "a = [2]")]
    [InlineData("a = 1\na = null", "")]
    [InlineData("a = ${b}\nb = 5", "a = 5\nb = 5")]
    [InlineData("b = x\nb = ${?NOTHING}", "b = x")]
    [InlineData("a = ${?NOTHING}", "")]
    [InlineData("a = ${HOME}/data", "a = \"/home/shop/data\"")]
    [InlineData("a { x = 1 }\nb = ${a} { y = 2 }", "a = {\n  x = 1\n}\nb = {\n  x = 1\n  y = 2\n}")]
    [InlineData("a = [1]\nb = ${a} [2]", "a = [1]\nb = [1, 2]")]
    [InlineData("a { x = ${a.y}, y = 3 }", "a = {\n  x = 3\n  y = 3\n}")]
    [InlineData("a = ${b}\nb { x = 1 }\na { z = 2 }", "a = {\n  x = 1\n  z = 2\n}\nb = {\n  x = 1\n}")]
    [InlineData("p = \" a \"${?NOTHING}", "p = \" a \"")]
    [InlineData("include \"more.conf\"\nb = 2", "included = 1\nb = 2")]
    public void Reads(string text, string expected)
    {
        var (root, faults) = Read(text);

        Assert.Empty(faults);
        Assert.Equal(expected, Hocon.Render(root).TrimEnd('\n'));
    }

    [Theory]
    [InlineData("a = 1\n}\nb = 2", "t.conf:2 this } closes nothing")]
    [InlineData("a = \"open\nb = 2", "t.conf:1 this quote is never closed")]
    [InlineData("a = \"\"\"open\nb = 2", "t.conf:1 this \"\"\" is never closed")]
    [InlineData("\na {\n b = 2\n", "t.conf:2 this { is never closed")]
    [InlineData("a = [1, 2\n", "t.conf:1 this [ is never closed")]
    [InlineData("a = \"x\\q\"", "t.conf:1 unknown escape")]
    [InlineData("a = 127.0.0.1:80", "t.conf:1 : is not allowed outside quotes")]
    [InlineData("a =\nb = 1", "t.conf:1 the key has no value")]
    [InlineData("a\n", "t.conf:1 = or { is expected after the key")]
    [InlineData("= 5", "t.conf:1 a key is expected here")]
    [InlineData("a = 1,,b = 2", "t.conf:1 a comma with nothing before it")]
    [InlineData("a = ${b}", "t.conf:1 ${b} is neither a key nor an environment variable")]
    [InlineData("a = ${b}\nb = ${a}", "${a} is neither a key nor an environment variable")]
    [InlineData("a = [1] x", "t.conf:1 a list, a map and a text cannot be joined in one value")]
    [InlineData("include \"gone.conf\"", "t.conf:1 the included file cannot be read")]
    [InlineData("include \"loop.conf\"", "files include each other without end")]
    [InlineData("{ a = 1 } b = 2", "t.conf:1 the file's outer braces are closed here")]
    public void Says_what_is_wrong_and_where(string text, string expected)
    {
        var (_, faults) = Read(text);

        Assert.Contains(faults, f => f.ToString().Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Several_mistakes_are_all_found_and_the_rest_is_read()
    {
        var (root, faults) = Read("a = @1\nb = \"open\nc = 3\nd = 4 }\ne = [1, @, 2]\n");

        Assert.Equal(["t.conf:1", "t.conf:2", "t.conf:4", "t.conf:5"], faults.Select(f => f.Origin.ToString()));
        Assert.Equal("3", ((HoconValue.Text)root["c"]!).Value);
    }

    [Fact]
    public void Every_value_knows_its_file_and_line()
    {
        var (root, _) = Read("a {\n  b = 1\n}\ninclude \"more.conf\"\n");

        Assert.Equal("t.conf:2", root.At("a", "b")!.Origin.ToString());
        Assert.Equal("more.conf:1", root["included"]!.Origin.ToString());
    }

    [Fact]
    public void References_that_double_each_other_end_in_a_fault()
    {
        var text = string.Join('\n', Enumerable.Range(0, 60).Select(n => $"a{n} = [${{a{n + 1}}}, ${{a{n + 1}}}]")) + "\na60 = 1";

        var (_, faults) = Read(text);

        Assert.Contains(faults, f => f.Why.Contains("expand to more", StringComparison.Ordinal));
    }

    [Fact]
    public void Depth_that_no_stack_bears_ends_in_a_fault()
    {
        var (_, maps) = Read(string.Concat(Enumerable.Repeat("a {", 100_000)));
        var (_, lists) = Read("a = " + new string('[', 100_000));
        var (_, keys) = Read(string.Join('.', Enumerable.Repeat("a", 100_000)) + " = 1");

        Assert.All([maps, lists, keys], faults => Assert.Contains(faults, f => f.Why == "nested too deep"));
    }

    internal static (HoconValue.Map Root, IReadOnlyList<HoconFault> Faults) Read(string text)
    {
        var (root, faults) = Hocon.Read(new("t.conf", text), Include, name => name == "HOME" ? "/home/shop" : null);
        return (root, faults);
    }

    private static HoconSource? Include(string name, string includer) => name switch
    {
        "more.conf" => new(name, "included = 1"),
        "loop.conf" => new(name, "include \"loop.conf\""),
        _ => null,
    };
}
