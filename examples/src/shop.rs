//! What the tools of the examples work on: a small shop.

use std::error::Error;
use std::sync::{Mutex, MutexGuard, PoisonError};

const STOCK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/stock.txt");

/// A shop and its stock. Calls of tools share it.
#[derive(Debug)]
pub struct Shop(Mutex<Vec<Goods>>);

/// Goods of one kind.
#[derive(Debug, Clone)]
pub struct Goods {
    /// Their number, such as `T-204`.
    pub article: String,
    /// What they are called.
    pub name: String,
    /// What one of them costs.
    pub price: f64,
    /// How many there are.
    pub stock: u32,
}

impl Shop {
    /// Reads the stock: a line for each article, its number, name, price and count.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or a line is another.
    pub fn open() -> Result<Self, Box<dyn Error>> {
        let text = std::fs::read_to_string(STOCK).map_err(|error| format!("{STOCK}: {error}"))?;
        let goods = text.lines().map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let [article, name, price, stock] = cells[..] else {
                return Err(format!("not four cells: {line}").into());
            };
            Ok(Goods {
                article: article.to_owned(),
                name: name.to_owned(),
                price: price.parse()?,
                stock: stock.parse()?,
            })
        });
        let goods: Result<Vec<_>, Box<dyn Error>> = goods.collect();
        Ok(Self(Mutex::new(goods?)))
    }

    /// The goods with this number.
    pub fn find(&self, article: &str) -> Option<Goods> {
        self.goods()
            .iter()
            .find(|it| it.article == article)
            .cloned()
    }

    /// Takes so many out of the stock, if there are so many, and gives what is left of them.
    pub fn take(&self, article: &str, quantity: u32) -> Option<Goods> {
        let mut goods = self.goods();
        let found = goods.iter_mut().find(|it| it.article == article)?;
        found.stock = found.stock.checked_sub(quantity)?;
        Some(found.clone())
    }

    fn goods(&self) -> MutexGuard<'_, Vec<Goods>> {
        // No call leaves it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
