using System.Globalization;
using System.Text;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>
/// The file `daemon`: created empty, filled once the RPC server is bound: (('127.0.0.1', 7800), 1700000000.25).
/// Whoever finds one asks the daemon that it names; without an answer it deletes the file, so a start with other
/// credentials deletes a living daemon's lock.
/// </summary>
internal sealed class DaemonLock(string path)
{
    private const int Attempts = 5;
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(2);

    /// <summary>Takes the lock, or finds the daemon that lives behind it.</summary>
    /// <returns>Null: taken.</returns>
    public DaemonClient? TakeOrFind(DaemonConfig config)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                using var created = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                return null;
            }
            catch (IOException) when (File.Exists(path))
            {
                if (Find(config) is { } living)
                {
                    return living;
                }

                Remove();
            }
        }

        throw new IOException($"Unable to open/create lockfile at {path} after {Attempts} attempts.");
    }

    /// <summary>The living daemon that the lock names, if it answers to these credentials. A young lock is given a second more.</summary>
    public DaemonClient? Find(DaemonConfig config)
    {
        while (true)
        {
            var (host, port, made) = Read();
            if (port > 0)
            {
                var client = new DaemonClient(host, port, config.User, config.Password);
                if (client.Answers())
                {
                    return client;
                }
            }

            if (made is null || (DateTimeOffset.UtcNow - made.Value).Duration() > Young)
            {
                return null;
            }

            Thread.Sleep(1000);
        }
    }

    public void Fill(string host, int port)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        var content = string.Create(CultureInfo.InvariantCulture, $"(('{host}', {port}), {now:0.0##})");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.Write(Encoding.ASCII.GetBytes(content));
    }

    public void Remove()
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException trouble)
        {
            Terminal.Complain($"Could not remove lockfile: {trouble.Message}");
        }
    }

    private (string Host, int Port, DateTimeOffset? Made) Read()
    {
        string[] parts;
        try
        {
            parts = File.ReadAllText(path).Split(['(', ')', ',', '\'', ' '], StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return ("", 0, null);
        }

        return parts.Length == 3
            && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var port)
            && double.TryParse(parts[2], CultureInfo.InvariantCulture, out var seconds)
                ? (parts[0], port, DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)))
                : ("", 0, null);
    }
}
