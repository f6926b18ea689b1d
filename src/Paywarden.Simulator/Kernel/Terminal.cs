using System.Text;

namespace Paywarden.Kernel;

/// <summary>Standard output and error, unbuffered: System.Console costs a tenth of the start for what two lines need.</summary>
internal static class Terminal
{
    public static void Print(string line) => Write(Console.OpenStandardOutput(), line);

    public static void Complain(string line) => Write(Console.OpenStandardError(), line);

    private static void Write(Stream stream, string line)
    {
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (IOException)
        {
            // Whoever read us has gone; a daemon outlives its terminal.
        }
    }
}
