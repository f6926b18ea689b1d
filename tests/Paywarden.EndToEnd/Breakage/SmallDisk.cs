using Paywarden.Harness;

namespace Paywarden.Breakage;

/// <summary>A small file system, gone with its scene; mounting it needs root.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly string _log;

    private SmallDisk(string folder, string log) => (_folder, _log) = (folder, log);

    private string Ballast => Path.Combine(_folder, "ballast");

    public static async Task<SmallDisk> MountAsync(Scene scene, string folder, int mebibytes = 4)
    {
        Directory.CreateDirectory(folder);
        await ChildProcess.RunAsync("mount", ["-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", folder], scene.Folder, Patience);
        return scene.Own(new SmallDisk(folder, scene.Folder));
    }

    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full: what was asked for.
        }
    }

    public void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync() => await ChildProcess.RunAsync("umount", ["--lazy", _folder], _log, Patience);
}
