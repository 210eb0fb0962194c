using MultifdBench.Workloads.Pages;

namespace MultifdBench.Workloads.Areas;

/// <summary>Adjacent pages of one kind.</summary>
/// <param name="FirstPage">Page number in the block.</param>
/// <param name="Pages">How many, at least one.</param>
/// <param name="Kind">What they hold.</param>
/// <param name="Content">Which content of that kind, from 0: those with the same number hold the same bytes, but for their own
/// addresses.</param>
/// <param name="HasTail">Whether the last page is in use in part only.</param>
internal readonly record struct Extent(long FirstPage, int Pages, PageKind Kind, int Content, bool HasTail);

/// <summary>How zero pages lie.</summary>
/// <param name="ShortShare">Share of them in short runs between extents; the others are in long runs before areas.</param>
/// <param name="ShortPages">Mean length of a short run.</param>
internal readonly record struct ZeroRuns(double ShortShare, double ShortPages);
