using Xunit.Abstractions;

namespace Paywarden.Harness;

/// <summary>What one test sets up: a folder of its own, the things it owns (ended in reverse order) and the figures it prints.
/// After a failure the folder stays, and the failure says where it is.</summary>
internal sealed class Scene
{
    private readonly ITestOutputHelper _output;
    private readonly Stack<IAsyncDisposable> _owned = [];

    private Scene(ITestOutputHelper output)
    {
        _output = output;
        Folder = Directory.CreateTempSubdirectory("paywarden-e2e-").FullName;
    }

    public string Folder { get; }

    public static async Task PlayAsync(ITestOutputHelper output, Func<Scene, Task> play)
    {
        var scene = new Scene(output);
        try
        {
            try
            {
                await play(scene);
            }
            finally
            {
                while (scene._owned.TryPop(out var owned))
                {
                    await owned.DisposeAsync();
                }
            }
        }
        catch
        {
            output.WriteLine($"kept for you to look at: {scene.Folder}");
            throw;
        }

        Directory.Delete(scene.Folder, recursive: true);
    }

    public T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }

    /// <summary>A folder inside the scene's.</summary>
    public string Subfolder(string name) => Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;

    /// <summary>One measured figure; the test command gathers these lines at its end.</summary>
    public void Figure(string sentence) => _output.WriteLine($"figure: {sentence}");
}
