//! Computers that the model uses.

use super::ItemStatus;
use crate::{
    open_enum::open_enum,
    responses::part::ComputerScreenshot,
    wire::{wire_object, wire_union},
};

wire_object! {
    /// What the model would do with a computer.
    pub struct ComputerCall as "computer_call" {
        /// The service's name for the item.
        id: String,
        /// The id that what came of it must name.
        call_id: String,
        /// What must be looked at by a person first.
        pending_safety_checks: Vec<SafetyCheck>,
    } with {
        /// How far it is.
        status: ItemStatus,
        /// What to do; of the older tool.
        action: ComputerAction,
        /// What to do, in this order.
        actions: Vec<ComputerAction>,
    }
}

wire_object! {
    /// What the computer shows after what was done.
    pub built struct ComputerCallOutput as "computer_call_output" {
        /// The id of the call.
        call_id: String,
        /// What is on the screen.
        output: ComputerScreenshot,
    } with {
        /// The service's name for the item.
        id: String,
        /// How far it is.
        status: ItemStatus,
        /// What a person has looked at.
        acknowledged_safety_checks: Vec<SafetyCheck>,
        /// Who made the item.
        created_by: String,
    }
}

wire_object! {
    /// A reason why a person should look first.
    pub built struct SafetyCheck {
        /// The service's name for it.
        id: String,
    } with {
        /// In a word.
        code: String,
        /// In a sentence.
        message: String,
    }
}

wire_union! {
    /// Something to do with a computer.
    pub enum ComputerAction {
        /// A button of the mouse is pressed.
        Click(ClickAction) = "click",
        /// The left button is pressed twice.
        DoubleClick(DoubleClickAction) = "double_click",
        /// The mouse is moved with its button held.
        Drag(DragAction) = "drag",
        /// Keys are pressed at once.
        KeyPress(KeyPressAction) = "keypress",
        /// The mouse is moved.
        Move(MoveAction) = "move",
        /// Nothing, but the screen is shown.
        Screenshot(ScreenshotAction) = "screenshot",
        /// What is under the mouse is scrolled.
        Scroll(ScrollAction) = "scroll",
        /// A text is written.
        Type(TypeAction) = "type",
        /// Nothing for a while.
        Wait(WaitAction) = "wait",
    }
}

open_enum! {
    /// A button of the mouse.
    #[derive(Default)]
    pub enum MouseButton {
        /// The left one.
        #[default]
        Left = "left",
        /// The right one.
        Right = "right",
        /// The wheel.
        Wheel = "wheel",
        /// The one that goes back.
        Back = "back",
        /// The one that goes forward.
        Forward = "forward",
    }
}

wire_object! {
    /// A button of the mouse is pressed.
    pub struct ClickAction as "click" {
        /// Which.
        button: MouseButton,
        /// Where, from the left, in pixels.
        x: i64,
        /// Where, from the top.
        y: i64,
    } with {
        /// The keys that are held.
        keys: Vec<String>,
    }
}

wire_object! {
    /// The left button of the mouse is pressed twice.
    pub struct DoubleClickAction as "double_click" {
        /// Where, from the left, in pixels.
        x: i64,
        /// Where, from the top.
        y: i64,
        /// The keys that are held; the service wants to hear that there are none.
        keys: Option<Vec<String>>,
    }
}

wire_object! {
    /// The mouse is moved with its button held.
    pub struct DragAction as "drag" {
        /// From the first place to the last.
        path: Vec<Coordinate>,
    } with {
        /// The keys that are held.
        keys: Vec<String>,
    }
}

wire_object! {
    /// A place on a screen.
    pub struct Coordinate {
        /// From the left, in pixels.
        x: i64,
        /// From the top.
        y: i64,
    }
}

wire_object! {
    /// Keys are pressed at once.
    pub struct KeyPressAction as "keypress" {
        /// Which.
        keys: Vec<String>,
    }
}

wire_object! {
    /// The mouse is moved.
    pub struct MoveAction as "move" {
        /// To where, from the left, in pixels.
        x: i64,
        /// To where, from the top.
        y: i64,
    } with {
        /// The keys that are held.
        keys: Vec<String>,
    }
}

wire_object! {
    /// The screen is to be shown.
    pub struct ScreenshotAction as "screenshot" {}
}

wire_object! {
    /// What is under the mouse is scrolled.
    pub struct ScrollAction as "scroll" {
        /// Where the mouse is, from the left, in pixels.
        x: i64,
        /// Where the mouse is, from the top.
        y: i64,
        /// How far to the right.
        scroll_x: i64,
        /// How far down.
        scroll_y: i64,
    } with {
        /// The keys that are held.
        keys: Vec<String>,
    }
}

wire_object! {
    /// A text is written.
    pub struct TypeAction as "type" {
        /// Which.
        text: String,
    }
}

wire_object! {
    /// Nothing is done for a while.
    pub struct WaitAction as "wait" {}
}
