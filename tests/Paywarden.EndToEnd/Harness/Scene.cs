using Xunit.Abstractions;

namespace Paywarden.Harness;

/// <summary>What one test sets up: a folder of its own, the things it owns (ended in reverse order) and the figures it prints.
/// After a failure the folder stays, and the failure says where it is.</summary>
internal sealed class Scene
{
    private readonly Action<string> _say;
    private readonly Stack<IAsyncDisposable> _owned = [];

    private Scene(Action<string> say)
    {
        _say = say;
        Folder = Directory.CreateTempSubdirectory("paywarden-e2e-").FullName;
    }

    public string Folder { get; }

    public static async Task PlayAsync(ITestOutputHelper output, Func<Scene, Task> play)
    {
        var scene = new Scene(output.WriteLine);
        try
        {
            try
            {
                await play(scene);
            }
            finally
            {
                await scene.EndAsync();
            }
        }
        catch
        {
            output.WriteLine($"kept for you to look at: {scene.Folder}");
            throw;
        }

        scene.Clear();
    }

    /// <summary>A scene that several tests share; its fixture ends it and, if all went well, clears it.</summary>
    public static Scene Open() => new(_ => { });

    public async Task EndAsync()
    {
        while (_owned.TryPop(out var owned))
        {
            await owned.DisposeAsync();
        }
    }

    public void Clear() => Directory.Delete(Folder, recursive: true);

    public T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }

    /// <summary>A folder inside the scene's.</summary>
    public string Subfolder(string name) => Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;

    /// <summary>One measured figure; the test command gathers these lines at its end.</summary>
    public void Figure(string sentence) => _say($"figure: {sentence}");
}
