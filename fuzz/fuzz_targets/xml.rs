//! A document that is accepted keeps to the limits, and writing its tree loses nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_wire::xml::{ATTRIBUTES_COUNT_MAX, DEPTH_MAX, Element, Writer, read};

fn assert_bounded(element: &Element, level: usize) {
    assert!(level <= DEPTH_MAX);
    assert!(element.attributes.len() <= ATTRIBUTES_COUNT_MAX);
    for (index, (name, value)) in element.attributes.iter().enumerate() {
        assert!(
            element.attributes[..index]
                .iter()
                .all(|(earlier, _)| earlier != name)
        );
        assert_eq!(element.attribute(name), Some(value.as_str()));
    }
    for child in &element.children {
        assert_bounded(child, level + 1);
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(root) = read(bytes) else {
        return;
    };
    assert_bounded(&root, 1);
    let mut out = Writer::new("<?xml version=\"1.0\" standalone=\"no\" ?>\n");
    out.tree(&root);
    assert_eq!(read(out.finish().as_bytes()), Ok(root));
});
