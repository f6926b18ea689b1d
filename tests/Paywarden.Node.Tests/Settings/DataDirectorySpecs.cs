using System.Diagnostics;

namespace Paywarden.Settings;

public sealed class DataDirectorySpecs : IDisposable
{
    private const UnixFileMode Ours = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string _folder = Directory.CreateTempSubdirectory("paywarden-data-").FullName;

    [Fact]
    public void A_new_directory_and_its_lock_belong_to_us_alone()
    {
        using var held = DataDirectory.TryHold(Path.Combine(_folder, "data"), out var why);

        Assert.Equal("", why);
        Assert.Equal(Ours, File.GetUnixFileMode(held!.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(held.Path, "node.lock")));
    }

    [Fact]
    public void A_second_node_is_refused_with_the_first_ones_pid_until_that_ends()
    {
        var first = DataDirectory.TryHold(_folder, out _);

        Assert.Null(DataDirectory.TryHold(_folder, out var why));
        Assert.Contains($"with pid {Environment.ProcessId}:", why, StringComparison.Ordinal);
        first!.Dispose();
        using var second = DataDirectory.TryHold(_folder, out _);
        Assert.NotNull(second);
    }

    /// <summary>Otherwise a daemon that outlives its node would keep the next one out.</summary>
    [Fact]
    public void A_child_does_not_inherit_the_lock()
    {
        var held = DataDirectory.TryHold(_folder, out _);
        using var child = Process.Start("sleep", "60");
        held!.Dispose();

        using var again = DataDirectory.TryHold(_folder, out var why);
        child.Kill();

        Assert.Equal("", why);
    }

    [Fact]
    public void An_open_directory_is_closed_when_it_is_ours_and_refused_when_it_is_not()
    {
        var ours = Open("ours");
        var foreign = Open("foreign");
        File.WriteAllText(Path.Combine(foreign, "letter"), "");

        using var held = DataDirectory.TryHold(ours, out _);

        Assert.Equal(Ours, File.GetUnixFileMode(ours));
        Assert.Null(DataDirectory.TryHold(foreign, out var why));
        Assert.Contains("chmod 700", why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_cannot_be_a_directory_is_a_sentence()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        Assert.Null(DataDirectory.TryHold(Path.Combine(file, "data"), out var why));
        Assert.StartsWith($"The data directory {file}/data cannot be used", why, StringComparison.Ordinal);
    }

    /// <summary>Opened after it is made: a node in this process may have set a umask that keeps others out.</summary>
    private string Open(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name));
        folder.UnixFileMode = Ours | UnixFileMode.OtherRead;
        return folder.FullName;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
