//! QR codes (ISO/IEC 18004) as drawings.

use qrcode::{EcLevel, QrCode, render::svg};

use crate::fault::PrintFault;

/// The code of an address as SVG, quiet zone included. Level M: a sixth of the code may be lost to a fold or a stain.
pub fn drawing(address: &str) -> Result<String, PrintFault> {
    let code = code(address)?;
    Ok(code.render::<svg::Color<'_>>().module_dimensions(1, 1).build())
}

fn code(address: &str) -> Result<QrCode, PrintFault> {
    match QrCode::with_error_correction_level(address, EcLevel::M) {
        Ok(code) => Ok(code),
        Err(_too_long) => Err(PrintFault::LookUp),
    }
}

#[cfg(test)]
mod tests {
    use qrcode::Color;

    use super::*;

    /// The dark modules that a drawing shows, without the quiet zone of four modules.
    fn dark_modules(svg: &str) -> Vec<(usize, usize)> {
        let path = svg.split(" d=\"").nth(1).unwrap().split('"').next().unwrap();
        let modules = path.split('M').skip(1).flat_map(|rect| {
            let (x, rest) = rect.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (width, rest) = rest.split_once('v').unwrap();
            let height = rest.split('H').next().unwrap();
            let [x, y, width, height]: [usize; 4] = [x, y, width, height].map(|n| n.parse().unwrap());
            (y..y + height).flat_map(move |row| (x..x + width).map(move |column| (row - 4, column - 4)))
        });
        let mut modules: Vec<_> = modules.collect();
        modules.sort_unstable();
        modules
    }

    #[test]
    fn the_drawing_shows_the_modules_of_its_address() {
        let address = "https://ljz.example.cn/s/7Jq2mT9xKc4R";
        let code = code(address).unwrap();
        let width = code.width();
        let expected: Vec<_> = code
            .to_colors()
            .into_iter()
            .enumerate()
            .filter(|(_place, color)| *color == Color::Dark)
            .map(|(place, _color)| (place / width, place % width))
            .collect();
        assert!(expected.len() > 200);
        let svg = drawing(address).unwrap();
        assert_eq!(dark_modules(&svg), expected);
        assert!(svg.contains(&format!("viewBox=\"0 0 {0} {0}\"", width + 8)), "{svg}");
        assert_ne!(svg, drawing("https://ljz.example.cn/s/7Jq2mT9xKc4S").unwrap());
    }

    #[test]
    fn an_address_too_long_for_a_code_is_refused() {
        assert_eq!(drawing(&"x".repeat(2_332)), Err(PrintFault::LookUp));
    }
}
