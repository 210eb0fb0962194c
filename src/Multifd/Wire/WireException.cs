namespace MultifdBench.Multifd.Wire;

/// <summary>
/// Bytes on a channel are not what the format allows, or end too early. The message is one line that names the field, what was
/// expected and what was found; the channel adds its id and the packet.
/// </summary>
public sealed class WireException(string message, Exception? cause = null) : Exception(message, cause);
