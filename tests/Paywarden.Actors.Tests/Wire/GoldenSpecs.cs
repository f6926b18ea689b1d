using System.Text;
using Akka.Actor;
using Paywarden.Kernel;

namespace Paywarden.Wire;

/// <summary>Every form that was ever written must be read for ever, and written in the same way: one file each, named by its manifest. A new form adds a
/// file; a changed one is a red test, and wants a manifest of its own.</summary>
public sealed class GoldenSpecs : ActorSpecs
{
    public static TheoryData<string> Manifests => [.. WireSerializer.Manifests];

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Golden_file_is_read_and_written_again_the_same(string manifest)
    {
        Assert.True(File.Exists(Golden(manifest)), $"{manifest} has no golden file: write Wire/Golden/{manifest}.json");
        var written = File.ReadAllText(Golden(manifest)).TrimEnd();
        var serializer = new WireSerializer((ExtendedActorSystem)Sys);

        var read = serializer.FromBinary(Encoding.UTF8.GetBytes(written), manifest);

        Assert.Equal(manifest, serializer.Manifest(read));
        Assert.Equal(written, Encoding.UTF8.GetString(serializer.ToBinary(read)));
        Assert.DoesNotContain(read.GetType().GetProperties(), property => property.GetValue(read) is null or "");
    }

    [Fact]
    public void Golden_file_of_every_form_is_still_read() =>
        Assert.Empty(Directory.GetFiles(Folder).Select(Path.GetFileNameWithoutExtension).Except(WireSerializer.Manifests));

    [Fact]
    public void Event_of_a_newer_version_is_named_as_such() =>
        Assert.Contains("newer version", Assert.Throws<ArgumentException>(() => new WireSerializer((ExtendedActorSystem)Sys).FromBinary([], "fleet.unheard-of.1")).Message, StringComparison.Ordinal);

    [Fact]
    public void Type_without_a_line_in_the_table_is_not_written() =>
        Assert.Throws<ArgumentException>(() => new WireSerializer((ExtendedActorSystem)Sys).ToBinary("anything"));

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Wire", "Golden");

    private static string Golden(string manifest) => Path.Combine(Folder, manifest + ".json");
}
