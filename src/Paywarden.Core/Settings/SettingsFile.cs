namespace Paywarden.Settings;

/// <summary>A file as the outside found it. Core reads none itself.</summary>
/// <param name="Text">Null: it cannot be read, and <paramref name="Why"/> says why ("no such file").</param>
/// <param name="OpenToOthers">Other users of the machine may read it.</param>
public sealed record SettingsFile(string? Text, string Why, bool OpenToOthers);

/// <summary>Looks a file up, by a path that may be relative to the working directory. Never throws.</summary>
public delegate SettingsFile SettingsFiles(string path);
