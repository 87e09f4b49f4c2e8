//! A decision, drawn: every step is a box, every way on a line to the next, from left to right.
//!
//! The drawing is SVG 1.1 that needs nothing beside it: no style sheet, no script, no font but what there is.
//! Steps lead only forwards, so a step stands in the column behind the furthest that leads to it.

use std::fmt::{self, Write};

use super::explain::{Doing, Onwards, ways};
use super::{Explanation, Finding, Next, RoutePlan, Step, StepId};

/// The width of a box, and of the room between two columns, in pixels.
const BOX_WIDTH: usize = 310;
const GAP: usize = 90;
/// The room between two boxes of a column, and around everything.
const SPACE: usize = 26;
const MARGIN: usize = 24;
/// The height of a line of text.
const LINE: usize = 18;
/// The room between the edge of a box and what stands in it.
const PADDING: usize = 10;
/// How many characters fit on a line of a box. Letters differ in width; it is the wide ones that must fit.
const BOX_CHARS: usize = 42;
/// And how many of them in bold.
const BOLD_CHARS: usize = 36;
/// How many fit on a line above the boxes, whatever their width.
const HEAD_CHARS: usize = 100;
/// The width of such a line in pixels.
const HEAD_WIDTH: usize = 760;

/// An explanation as a drawing: SVG, well-formed XML whatever customers have called their things.
pub struct Drawing<'e>(pub &'e Explanation);

/// A line of text and how it looks.
struct Line {
    class: &'static str,
    text: String,
    /// Where it leads.
    to: Option<Next>,
}

/// A step with its place.
struct Placed {
    id: StepId,
    x: usize,
    y: usize,
    lines: Vec<Line>,
}

impl Placed {
    fn height(&self) -> usize {
        2 * PADDING + self.lines.len() * LINE
    }

    /// The middle of a line of text.
    fn line_y(&self, place: usize) -> usize {
        self.y + PADDING + place * LINE + LINE / 2
    }
}

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = head(self.0);
        let top = MARGIN + head.len() * LINE + SPACE;
        let placed = placed(&self.0.plan, top);
        let right = placed.iter().map(|step| step.x + BOX_WIDTH).max().unwrap_or(0);
        let bottom = placed.iter().map(|step| step.y + step.height()).max().unwrap_or(top);
        let (width, height) = (right.max(MARGIN + HEAD_WIDTH) + MARGIN, bottom + MARGIN);
        writeln!(
            f,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" \
             height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" \
             font-size=\"13\">"
        )?;
        writeln!(f, "<title>Where a call to {} goes</title>", Xml(&self.0.plan.to.to_string()))?;
        f.write_str(STYLE)?;
        writeln!(f, "<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>")?;
        for (place, line) in head.iter().enumerate() {
            text(f, MARGIN, MARGIN + place * LINE + LINE / 2, line)?;
        }
        // Lines lie beneath the boxes that they pass.
        for step in &placed {
            edges(f, step, &placed)?;
        }
        for step in &placed {
            shape(f, step)?;
        }
        f.write_str("</svg>\n")
    }
}

const STYLE: &str = "<style>\
.does{font-weight:bold;fill:#1b1f24}.why{font-style:italic;fill:#57606a}.way{fill:#1b1f24}\
.ends{fill:#8c2f39}.fired{fill:#1b1f24}.idle{fill:#8b949e}.title{font-weight:bold;font-size:15px}\
.box{fill:#f6f8fa;stroke:#57606a}.edge{fill:none;stroke:#3b6ea8;stroke-width:1.5}\
.dot{fill:#3b6ea8}</style>\n";

/// What stands above the boxes: the call, and every rule that was looked at.
fn head(explained: &Explanation) -> Vec<Line> {
    let from = if explained.from.is_empty() { "an anonymous caller" } else { &explained.from };
    let title = format!("{from} calls {} at {}", explained.plan.to, explained.at);
    let mut lines = wrapped("title", &title, HEAD_CHARS);
    for Finding { fired, said } in &explained.findings {
        let (class, mark) = if *fired { ("fired", '●') } else { ("idle", '○') };
        lines.extend(wrapped(class, &format!("{mark} {said}"), HEAD_CHARS));
    }
    lines
}

/// Every step in the column behind the furthest that leads to it, one below the other.
fn placed(plan: &RoutePlan, top: usize) -> Vec<Placed> {
    let mut columns = vec![0_usize; plan.steps.len()];
    for (id, step) in plan.numbered() {
        let behind = columns.get(usize::from(id.0)).map_or(0, |column| column + 1);
        for next in step.followers() {
            if let Some(column) = columns.get_mut(usize::from(next.0)) {
                *column = behind.max(*column);
            }
        }
    }
    let mut below = vec![top; columns.iter().max().map_or(0, |last| last + 1)];
    let steps = plan.numbered().zip(columns);
    let placed = steps.map(|((id, step), column)| {
        let lines = lines(id, step);
        let y = below.get(column).copied().unwrap_or(top);
        let placed = Placed { id, x: MARGIN + column * (BOX_WIDTH + GAP), y, lines };
        if let Some(below) = below.get_mut(column) {
            *below = y + placed.height() + SPACE;
        }
        placed
    });
    placed.collect()
}

/// What stands in the box of a step.
fn lines(id: StepId, step: &Step) -> Vec<Line> {
    let mut lines = wrapped("does", &format!("{} {}", id.0, Doing(&step.action)), BOLD_CHARS);
    lines.extend(wrapped("why", &format!("because {}", step.because), BOX_CHARS));
    for (when, next) in ways(step) {
        let when = when.to_string().replace('_', " ");
        let class = if matches!(next, Next::End(_)) { "ends" } else { "way" };
        let mut way = wrapped(class, &format!("{when}: {}", Onwards(next)), BOX_CHARS);
        if let Some(last) = way.last_mut() {
            last.to = Some(next);
        }
        lines.extend(way);
    }
    lines
}

/// A text on as many lines as it needs. A word that is longer than a line is broken.
fn wrapped(class: &'static str, text: &str, chars: usize) -> Vec<Line> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let mut letters = word.chars().peekable();
        let long = word.chars().count();
        if used > 0 && used + 1 + long > chars {
            lines.push(String::new());
            used = 0;
        }
        while letters.peek().is_some() {
            let Some(line) = lines.last_mut() else { break };
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            let part: String = letters.by_ref().take(chars.saturating_sub(used).max(1)).collect();
            used += part.chars().count();
            line.push_str(&part);
            if letters.peek().is_some() {
                lines.push(String::new());
                used = 0;
            }
        }
    }
    lines.into_iter().map(|text| Line { class, text, to: None }).collect()
}

fn text(f: &mut fmt::Formatter<'_>, x: usize, y: usize, line: &Line) -> fmt::Result {
    let (class, text) = (line.class, Xml(&line.text));
    writeln!(f, "<text class=\"{class}\" x=\"{x}\" y=\"{}\">{text}</text>", y + LINE / 4)
}

fn shape(f: &mut fmt::Formatter<'_>, step: &Placed) -> fmt::Result {
    let (x, y, height) = (step.x, step.y, step.height());
    writeln!(
        f,
        "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{BOX_WIDTH}\" height=\"{height}\" rx=\"6\"/>"
    )?;
    for (place, line) in step.lines.iter().enumerate() {
        text(f, x + PADDING, step.line_y(place), line)?;
        if matches!(line.to, Some(Next::Step(_))) {
            let (x, y) = (x + BOX_WIDTH, step.line_y(place));
            writeln!(f, "<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>")?;
        }
    }
    Ok(())
}

/// The lines from the ways of a step to the steps that follow.
fn edges(f: &mut fmt::Formatter<'_>, step: &Placed, placed: &[Placed]) -> fmt::Result {
    for (place, line) in step.lines.iter().enumerate() {
        let Some(Next::Step(next)) = line.to else { continue };
        let Some(to) = placed.iter().find(|other| other.id == next) else { continue };
        let (x, y) = (step.x + BOX_WIDTH, step.line_y(place));
        let (end_x, end_y) = (to.x, to.line_y(0));
        let (out, into) = (x + GAP / 2, end_x.saturating_sub(GAP / 2));
        writeln!(
            f,
            "<path class=\"edge\" d=\"M{x} {y} C{out} {y} {into} {end_y} {end_x} {end_y}\"/>"
        )?;
    }
    Ok(())
}

/// Text as XML 1.0 can carry it.
struct Xml<'t>(&'t str);

impl fmt::Display for Xml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}')?,
                control if control.is_control() => f.write_char(' ')?,
                letter => f.write_char(letter)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, chars: usize) -> Vec<String> {
        wrapped("why", text, chars).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn text_is_broken_between_words_and_long_words_within() {
        assert_eq!(texts("one two three", 8), ["one two", "three"]);
        assert_eq!(texts("a sip:somebody@example", 8), ["a", "sip:some", "body@exa", "mple"]);
        assert_eq!(texts("", 8), [""]);
    }

    #[test]
    fn what_customers_wrote_stays_text() {
        assert_eq!(
            Xml("<a b=\"&\">\u{1}\u{ffff}").to_string(),
            "&lt;a b=&quot;&amp;&quot;&gt; \u{fffd}"
        );
    }
}
