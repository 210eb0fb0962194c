using System.Globalization;
using System.Runtime.CompilerServices;

namespace MultifdBench.Core;

/// <summary>
/// Numbers in texts as every host writes them: with a point and without groups, whatever the user's language. Thread-safe.
/// </summary>
public static class Invariant
{
    /// <summary>The text of an interpolated string, or of a sum of interpolated strings.</summary>
    public static string Text(ref Handler text) => text.ToStringAndClear();

    /// <summary>What the compiler fills in for <see cref="Text"/>: the runtime's own handler, with the invariant culture.</summary>
    /// <param name="literalLength">Characters outside the holes.</param>
    /// <param name="formattedCount">Holes.</param>
    [InterpolatedStringHandler]
    public ref struct Handler(int literalLength, int formattedCount)
    {
        private DefaultInterpolatedStringHandler _text = new(literalLength, formattedCount, CultureInfo.InvariantCulture);

        /// <summary>Adds text as it stands.</summary>
        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        /// <summary>Adds the value of a hole.</summary>
        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        /// <summary>Adds the value of a hole in a format.</summary>
        public void AppendFormatted<T>(T value, string? format) => _text.AppendFormatted(value, format);

        /// <summary>Adds the value of a hole, filled up to a width; negative: from the right.</summary>
        public void AppendFormatted<T>(T value, int alignment) => _text.AppendFormatted(value, alignment);

        /// <summary>Adds the value of a hole in a format, filled up to a width; negative: from the right.</summary>
        public void AppendFormatted<T>(T value, int alignment, string? format) => _text.AppendFormatted(value, alignment, format);

        internal string ToStringAndClear() => _text.ToStringAndClear();
    }
}
