using System.Text;

namespace MultifdBench.Bench.Cli;

/// <summary>
/// A stream of the console whose refusal means something: a full disk behind <c>&gt;</c>, a descriptor that is closed. A pipe that nobody
/// reads any more refuses nothing, for who has read the first lines has what was wanted: the runtime drops what comes after. Thread-safe as
/// far as its inner stream is.
/// </summary>
/// <param name="inner">Where bytes go.</param>
/// <param name="refused">What a refusal means; it throws, or the bytes are dropped.</param>
internal sealed class ConsoleStream(Stream inner, Action<IOException> refused) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Writes text at once, as a console does, without a mark of the encoding.</summary>
    public TextWriter ToWriter(Encoding encoding)
    {
        Encoding plain = encoding is UTF8Encoding ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : encoding;
        return new StreamWriter(this, plain) { AutoFlush = true };
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException e)
        {
            refused(e);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (IOException e)
        {
            refused(e);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
