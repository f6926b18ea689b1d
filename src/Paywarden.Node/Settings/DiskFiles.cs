namespace Paywarden.Settings;

/// <summary>Files of this machine for the reader of the configuration.</summary>
internal static class DiskFiles
{
    /// <summary>Wallet files of a busy shop reach some megabytes; a device or a disk image given by mistake must not fill the memory.</summary>
    private const long Largest = 256 << 20;

    public static SettingsFile Read(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return new(null, "it is a directory", false);
            }

            using var stream = File.OpenRead(path);
            if (stream.Length > Largest)
            {
                return new(null, "it is too large", false);
            }

            using var reader = new StreamReader(stream);
            return new(reader.ReadToEnd(), "", (File.GetUnixFileMode(stream.SafeFileHandle) & UnixFileMode.OtherRead) != 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(null, "no such file", false);
        }
        catch (UnauthorizedAccessException)
        {
            return new(null, "permission denied", false);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            return new(null, "it cannot be opened", false);
        }
    }
}
